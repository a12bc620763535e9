"""Pure functions: tables and facts in, estimates out. No files, clock, globals or drawing."""
