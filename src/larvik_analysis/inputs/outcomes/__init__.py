"""The files of outcomes: ratings, pathways, contacts, goals, scores of sessions, areas."""
