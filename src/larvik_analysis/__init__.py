"""Evaluation of early intervention for children and families: the names a notebook may use.

Each name is imported when it is first used, so that ``import larvik_analysis`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from larvik_analysis.estimate.consistency.checks import (
        estimate_checks,
        estimate_legibility,
    )
    from larvik_analysis.estimate.implementation.staffing import estimate_staffing
    from larvik_analysis.estimate.indicators.facts import (
        add,
        as_published,
        ratio,
        share,
        subtract,
        wilson,
    )
    from larvik_analysis.estimate.indicators.reach import estimate_reach
    from larvik_analysis.estimate.outcomes.bayes import (
        beta_binomial,
        beta_superiority,
        predictive_chance,
    )
    from larvik_analysis.estimate.outcomes.change import cautions_of, estimate_change
    from larvik_analysis.estimate.outcomes.comparison_groups import (
        adjusted_difference,
        balance_table,
    )
    from larvik_analysis.estimate.outcomes.composite import changes_of_families
    from larvik_analysis.estimate.outcomes.counts import (
        estimate_accumulation,
        estimate_transitions,
    )
    from larvik_analysis.estimate.outcomes.dose import estimate_dose, estimate_dose_response
    from larvik_analysis.estimate.outcomes.evidence import estimate_evidence, rate_evidence
    from larvik_analysis.estimate.outcomes.factors import estimate_factor_changes, step_down
    from larvik_analysis.estimate.outcomes.goals import (
        estimate_goal_attainment,
        goal_attainment_t,
    )
    from larvik_analysis.estimate.outcomes.growth import estimate_growth
    from larvik_analysis.estimate.outcomes.meta_analysis import estimate_beside_others
    from larvik_analysis.estimate.outcomes.pathways import estimate_pathways
    from larvik_analysis.estimate.outcomes.planning import plan_evaluation
    from larvik_analysis.estimate.outcomes.power import (
        detectable_effect,
        families_needed,
        variance_ratio_of_waves,
    )
    from larvik_analysis.estimate.outcomes.power_simulation import (
        simulate_detectable_change,
        simulate_power,
    )
    from larvik_analysis.estimate.outcomes.prevention import (
        cases_prevented,
        estimate_predictive_values,
        predictive_value,
    )
    from larvik_analysis.estimate.outcomes.referrals import estimate_referrals
    from larvik_analysis.estimate.outcomes.reliable import (
        estimate_reliable_change,
        reliable_change,
    )
    from larvik_analysis.estimate.outcomes.sensitivity import (
        estimate_comparison_sensitivity,
        estimate_sensitivity,
    )
    from larvik_analysis.estimate.outcomes.single_case import estimate_single_case
    from larvik_analysis.estimate.outcomes.zone import (
        estimate_zone_checks,
        estimate_zone_donors,
        estimate_zone_effect,
        estimate_zone_years,
    )
    from larvik_analysis.estimate.returns.accumulation import baseline_of_accumulation
    from larvik_analysis.estimate.returns.break_even import (
        break_even,
        break_even_curve,
        estimate_break_even,
    )
    from larvik_analysis.estimate.returns.chain import (
        estimate_chain,
        estimate_haircuts,
        estimate_value_of_outcome,
    )
    from larvik_analysis.estimate.returns.changes import with_changes, with_scenario
    from larvik_analysis.estimate.returns.cost import estimate_measure_cost
    from larvik_analysis.estimate.returns.discounting import (
        annuity_factor,
        annuity_nok,
        cost_of_delay_nok,
        discount_factors,
        payback_year,
        present_value_nok,
        residual_value_nok,
        tax_funding_cost_nok,
    )
    from larvik_analysis.estimate.returns.exclusion import (
        estimate_exclusion_cost,
        estimate_exclusion_per_dropout,
    )
    from larvik_analysis.estimate.returns.flows import (
        estimate_cumulative_value,
        estimate_distribution,
        estimate_flows,
    )
    from larvik_analysis.estimate.returns.information import (
        acceptability_curve,
        expected_loss_normal_nok,
        value_of_information,
    )
    from larvik_analysis.estimate.returns.ledger import Ledger, combine_ledgers, ledger_of
    from larvik_analysis.estimate.returns.rates_of_return import (
        internal_rate_of_return_of_draws,
        internal_rates_of_return,
        present_value_share,
    )
    from larvik_analysis.estimate.returns.ratios import (
        benefit_cost_ratio,
        marginal_value_of_public_funds,
        mean_of_ratios,
        mvpf_interval,
        mvpf_of_draws,
        ratio_of_means,
    )
    from larvik_analysis.estimate.returns.sampling import draw_parameters
    from larvik_analysis.estimate.returns.scenario_table import sensitivity_table
    from larvik_analysis.estimate.returns.sensitivity import tornado, two_way_table
    from larvik_analysis.estimate.returns.simulation import simulate_returns
    from larvik_analysis.estimate.returns.skill_formation import (
        optimal_investment_ratio,
        returns_by_stage,
        skill_formation,
    )
    from larvik_analysis.estimate.returns.sobol_indices import sobol_indices
    from larvik_analysis.estimate.returns.streams import Stream
    from larvik_analysis.estimate.returns.variation import vary_returns
    from larvik_analysis.estimate.returns.vsl import (
        real_growth_factor,
        value_of_statistical_life_nok,
    )
    from larvik_analysis.estimate.statistics.agreement import gwet_ac1, krippendorff_alpha
    from larvik_analysis.estimate.statistics.association import (
        kendall_tau,
        kruskal_wallis_test,
        spearman_rho,
    )
    from larvik_analysis.estimate.statistics.baseline_trend import baseline_corrected_tau
    from larvik_analysis.estimate.statistics.bootstrap import bca_interval, ideal_bootstrap
    from larvik_analysis.estimate.statistics.clustered_share import clustered_share
    from larvik_analysis.estimate.statistics.clusters import (
        cluster_bootstrap_mean,
        cluster_mean,
    )
    from larvik_analysis.estimate.statistics.competing_ends import cumulative_incidence
    from larvik_analysis.estimate.statistics.contingency import (
        chi_square_test,
        fisher_exact_test,
    )
    from larvik_analysis.estimate.statistics.difference_in_differences import (
        difference_in_differences,
    )
    from larvik_analysis.estimate.statistics.differences import (
        boschloo_test,
        estimate_share_difference,
    )
    from larvik_analysis.estimate.statistics.effect_sizes import (
        cliffs_delta,
        cohens_dz,
        probability_of_superiority,
        rank_biserial,
    )
    from larvik_analysis.estimate.statistics.event_study import event_study
    from larvik_analysis.estimate.statistics.exact_tables import fisher_freeman_halton_test
    from larvik_analysis.estimate.statistics.family_bounds import family_bounds
    from larvik_analysis.estimate.statistics.hidden_bias import (
        e_value,
        robustness_value,
        rosenbaum_bounds,
    )
    from larvik_analysis.estimate.statistics.interrupted_series import interrupted_series
    from larvik_analysis.estimate.statistics.intervals import estimate_share
    from larvik_analysis.estimate.statistics.intraclass import intraclass_correlation
    from larvik_analysis.estimate.statistics.kappas import cohen_kappa, fleiss_kappa
    from larvik_analysis.estimate.statistics.likert_mean import likert_mean
    from larvik_analysis.estimate.statistics.mann_whitney import mann_whitney_test
    from larvik_analysis.estimate.statistics.mean_permutations import permutation_test
    from larvik_analysis.estimate.statistics.mixed_growth import mixed_growth
    from larvik_analysis.estimate.statistics.multiplicity import adjust_p_values
    from larvik_analysis.estimate.statistics.nonresponse import (
        nonresponse_bounds,
        nonresponse_mean_bounds,
    )
    from larvik_analysis.estimate.statistics.omega import omega_total
    from larvik_analysis.estimate.statistics.ordinal_model import ordinal_regression
    from larvik_analysis.estimate.statistics.overlap_indices import (
        non_overlap_of_all_pairs,
        share_exceeding_median,
        share_non_overlapping,
        tau_overlap,
        tau_u,
    )
    from larvik_analysis.estimate.statistics.paired_changes import (
        paired_t_test,
        sign_test,
        walsh_interval,
    )
    from larvik_analysis.estimate.statistics.paired_shares import (
        cochran_q_test,
        estimate_paired_difference,
        mcnemar_test,
    )
    from larvik_analysis.estimate.statistics.random_effects import random_effects
    from larvik_analysis.estimate.statistics.reliability import cronbach_alpha, score_scale
    from larvik_analysis.estimate.statistics.response_ratio import log_response_ratio
    from larvik_analysis.estimate.statistics.several_answers import bilder_loughin_test
    from larvik_analysis.estimate.statistics.sign_flips import sign_flip_test
    from larvik_analysis.estimate.statistics.signed_ranks import signed_rank_test
    from larvik_analysis.estimate.statistics.step_down import max_t_step_down, max_t_two_groups
    from larvik_analysis.estimate.statistics.survival import kaplan_meier
    from larvik_analysis.estimate.statistics.synthetic_control import synthetic_control
    from larvik_analysis.estimate.statistics.trend import (
        cochran_armitage_test,
        linear_by_linear_test,
    )
    from larvik_analysis.estimate.statistics.waves import compare_waves
    from larvik_analysis.estimate.statistics.weighting.calibration import (
        calibrate,
        post_stratify,
    )
    from larvik_analysis.estimate.statistics.weighting.design import SurveyDesign
    from larvik_analysis.estimate.statistics.weighting.estimates import (
        kish_effective_size,
        weighted_mean,
        weighted_share,
    )
    from larvik_analysis.estimate.statistics.weighting.logistic import weighted_logit
    from larvik_analysis.estimate.statistics.weighting.raking import rake
    from larvik_analysis.estimate.statistics.weighting.rao_scott import rao_scott_test
    from larvik_analysis.estimate.statistics.weighting.replicates import (
        ReplicateWeights,
        bootstrap_weights,
        jackknife_weights,
        rake_replicates,
    )
    from larvik_analysis.estimate.statistics.weighting.tables import (
        replicate_shares,
        weighted_shares,
    )
    from larvik_analysis.estimate.statistics.zone_placebos import (
        in_time_placebos,
        leave_one_donor_out,
    )
    from larvik_analysis.estimate.statistics.zone_power import detectable_zone_effect
    from larvik_analysis.estimate.survey.comparisons import compare_groups
    from larvik_analysis.estimate.survey.participation import (
        estimate_bounds,
        estimate_families,
        estimate_item_nonresponse,
        estimate_response,
    )
    from larvik_analysis.estimate.survey.scales import estimate_mean, estimate_scale
    from larvik_analysis.estimate.survey.shares import estimate_multiselect, estimate_shares
    from larvik_analysis.estimate.survey.usefulness import (
        estimate_benefit_areas,
        estimate_usefulness,
        estimate_usefulness_targets,
    )
    from larvik_analysis.estimate.survey.waves import estimate_waves
    from larvik_analysis.estimate.survey.weighted_shares import estimate_weighted_shares
    from larvik_analysis.exhibit.answers import (
        exhibit_answers,
        exhibit_answers_by,
        exhibit_ticks,
        exhibit_unit_answers,
        exhibit_waves,
    )
    from larvik_analysis.exhibit.bars import draw_bars
    from larvik_analysis.exhibit.break_even import (
        exhibit_break_even,
        exhibit_break_even_curve,
        state_break_even,
    )
    from larvik_analysis.exhibit.calculators import (
        exhibit_predictive_value,
        exhibit_prevention_paradox,
    )
    from larvik_analysis.exhibit.consistency import (
        exhibit_agreements,
        exhibit_ambiguities,
        exhibit_between_documents,
        exhibit_claims,
        exhibit_contradictions,
        exhibit_legibility,
        exhibit_not_checkable,
        exhibit_readings,
        exhibit_remainders,
        exhibit_sums,
        exhibit_uncertain_claims,
        exhibit_wordings,
        state_consistency,
    )
    from larvik_analysis.exhibit.design import (
        exhibit_detectable,
        exhibit_evidence_ladder,
        exhibit_power,
        state_detectable,
        state_estimand,
        state_evidence,
    )
    from larvik_analysis.exhibit.doubt import (
        exhibit_change_of_mind,
        state_change_of_mind,
    )
    from larvik_analysis.exhibit.exhibit import Exhibit
    from larvik_analysis.exhibit.green import (
        exhibit_plan_against_tried,
        exhibit_responses,
        exhibit_status,
        state_needs,
        state_parts,
        state_target,
    )
    from larvik_analysis.exhibit.heckman import exhibit_heckman_curve, state_heckman
    from larvik_analysis.exhibit.internal_cases import (
        exhibit_case_panels,
        exhibit_goal_ladder,
    )
    from larvik_analysis.exhibit.internal_families import (
        exhibit_factor_forest,
        exhibit_family_slopes,
        exhibit_transitions,
    )
    from larvik_analysis.exhibit.internal_paths import (
        exhibit_alluvial,
        exhibit_dose,
        exhibit_survival,
        exhibit_swimlanes,
        state_alluvial,
    )
    from larvik_analysis.exhibit.knowledge import (
        exhibit_funnel,
        exhibit_series,
        state_series,
    )
    from larvik_analysis.exhibit.knowledge_changes import (
        exhibit_change_z,
        exhibit_changes,
        state_changes,
    )
    from larvik_analysis.exhibit.knowledge_comparisons import (
        exhibit_comparisons,
        exhibit_directions,
    )
    from larvik_analysis.exhibit.learning import (
        exhibit_advice,
        exhibit_answers_to_challenges,
        exhibit_checklist,
        exhibit_evidence,
        exhibit_findings,
        exhibit_numbers,
        exhibit_practice,
        state_learning,
    )
    from larvik_analysis.exhibit.measure import (
        exhibit_benefit_areas,
        exhibit_reach,
        exhibit_staffing,
        exhibit_usefulness,
        exhibit_usefulness_targets,
        state_measure,
        state_reach,
        state_summary,
    )
    from larvik_analysis.exhibit.outcomes import (
        exhibit_change,
        exhibit_change_counts,
        exhibit_factor_counts,
        state_change,
        state_missing_outcomes,
    )
    from larvik_analysis.exhibit.prevention import (
        exhibit_matrix,
        exhibit_triangle,
        state_levels,
    )
    from larvik_analysis.exhibit.returns_evidence import (
        exhibit_heckman_claims,
        exhibit_mvpf,
        exhibit_programmes,
        exhibit_published_returns,
        exhibit_wsipp,
        exhibit_wsipp_vintages,
    )
    from larvik_analysis.exhibit.returns_inputs import (
        exhibit_measure_cost,
        exhibit_returns_inputs,
    )
    from larvik_analysis.exhibit.returns_kroner import (
        exhibit_cumulative_value,
        exhibit_distribution,
        exhibit_effect_chain,
        exhibit_flows,
    )
    from larvik_analysis.exhibit.returns_limits import (
        exhibit_non_priced,
        state_returns_limits,
        state_wrong_pocket,
    )
    from larvik_analysis.exhibit.returns_scenarios import (
        exhibit_returns_results,
        exhibit_scenarios,
        exhibit_sensitivity,
    )
    from larvik_analysis.exhibit.returns_uncertainty import (
        exhibit_chance,
        exhibit_information_value,
        exhibit_tornado,
    )
    from larvik_analysis.exhibit.share_bars import draw_share_bars
    from larvik_analysis.exhibit.statement import Statement
    from larvik_analysis.exhibit.survey import (
        exhibit_batteries,
        exhibit_battery,
        exhibit_likert,
        exhibit_questions,
        exhibit_survey_of,
        exhibit_unplaced,
        state_missing_answers,
        state_survey_of,
    )
    from larvik_analysis.exhibit.survey_quality import (
        exhibit_item_nonresponse,
        exhibit_response,
        state_comparison,
        state_survey,
    )
    from larvik_analysis.exhibit.survey_scales import exhibit_scale, exhibit_scales
    from larvik_analysis.exhibit.themes import exhibit_paraphrases, exhibit_themes
    from larvik_analysis.exhibit.unit_chart import draw_unit_chart
    from larvik_analysis.exhibit.zone import (
        exhibit_zone_effect,
        exhibit_zone_events,
        exhibit_zone_path,
        state_zone,
    )
    from larvik_analysis.inputs.evaluation import read_evaluation
    from larvik_analysis.inputs.facts import read_facts
    from larvik_analysis.inputs.frameworks import read_frameworks
    from larvik_analysis.inputs.instrument import read_instrument
    from larvik_analysis.inputs.outcomes.reading import read_families, read_outcomes
    from larvik_analysis.inputs.returns.evidence import read_returns_evidence
    from larvik_analysis.inputs.returns.parameters import read_parameters
    from larvik_analysis.inputs.returns.prices import read_price_index
    from larvik_analysis.inputs.returns.reading import read_returns
    from larvik_analysis.inputs.returns.reference import read_returns_reference
    from larvik_analysis.inputs.returns.rules import read_rules, rule_names
    from larvik_analysis.inputs.returns.scenarios import read_scenarios
    from larvik_analysis.inputs.study import read_study
    from larvik_analysis.inputs.survey import read_survey
    from larvik_analysis.release.attack import attack
    from larvik_analysis.release.gate import release
    from larvik_analysis.release.released import Released
    from larvik_analysis.release.table import suppress
    from larvik_analysis.run.show import show
    from larvik_analysis.terms.cash_flow import CashFlow
    from larvik_analysis.terms.change_results import BetaPrior
    from larvik_analysis.terms.design_results import EvidenceDesign, PowerDesign, RiskGroup
    from larvik_analysis.terms.disclosure import DisclosureRules
    from larvik_analysis.terms.discount_rules import Rules
    from larvik_analysis.terms.fact import Fact, Facts
    from larvik_analysis.terms.instrument import Instrument
    from larvik_analysis.terms.microdata import Microdata
    from larvik_analysis.terms.outcomes import Estimand
    from larvik_analysis.terms.parameters import Correlated, Parameter, PriceIndex, Spread
    from larvik_analysis.terms.quantity import Quantity
    from larvik_analysis.terms.results import FactEstimate, NotEstimable, ShareEstimate
    from larvik_analysis.terms.returns_evidence import ReturnsEvidence
    from larvik_analysis.terms.returns_results import BreakEven
    from larvik_analysis.terms.simulation_results import SimulatedReturns, ValueOfInformation
    from larvik_analysis.terms.skill_results import SkillFormation, SkillStage, SkillTechnology
    from larvik_analysis.terms.study import Study
    from larvik_analysis.terms.units import UnitOfAnalysis

__version__ = "0.1.0"

_NAMES = {
    "estimate.consistency.checks": ("estimate_checks", "estimate_legibility"),
    "estimate.implementation.staffing": ("estimate_staffing",),
    "estimate.indicators.facts": (
        "add",
        "as_published",
        "ratio",
        "share",
        "subtract",
        "wilson",
    ),
    "estimate.indicators.reach": ("estimate_reach",),
    "estimate.outcomes.bayes": ("beta_binomial", "beta_superiority", "predictive_chance"),
    "estimate.outcomes.change": ("cautions_of", "estimate_change"),
    "estimate.outcomes.comparison_groups": ("adjusted_difference", "balance_table"),
    "estimate.outcomes.composite": ("changes_of_families",),
    "estimate.outcomes.counts": ("estimate_accumulation", "estimate_transitions"),
    "estimate.outcomes.dose": ("estimate_dose", "estimate_dose_response"),
    "estimate.outcomes.evidence": ("estimate_evidence", "rate_evidence"),
    "estimate.outcomes.factors": ("estimate_factor_changes", "step_down"),
    "estimate.outcomes.goals": ("estimate_goal_attainment", "goal_attainment_t"),
    "estimate.outcomes.growth": ("estimate_growth",),
    "estimate.outcomes.meta_analysis": ("estimate_beside_others",),
    "estimate.outcomes.pathways": ("estimate_pathways",),
    "estimate.outcomes.planning": ("plan_evaluation",),
    "estimate.outcomes.power": (
        "detectable_effect",
        "families_needed",
        "variance_ratio_of_waves",
    ),
    "estimate.outcomes.power_simulation": ("simulate_detectable_change", "simulate_power"),
    "estimate.outcomes.prevention": (
        "cases_prevented",
        "estimate_predictive_values",
        "predictive_value",
    ),
    "estimate.outcomes.referrals": ("estimate_referrals",),
    "estimate.outcomes.reliable": ("estimate_reliable_change", "reliable_change"),
    "estimate.outcomes.sensitivity": (
        "estimate_comparison_sensitivity",
        "estimate_sensitivity",
    ),
    "estimate.outcomes.single_case": ("estimate_single_case",),
    "estimate.outcomes.zone": (
        "estimate_zone_checks",
        "estimate_zone_donors",
        "estimate_zone_effect",
        "estimate_zone_years",
    ),
    "estimate.returns.accumulation": ("baseline_of_accumulation",),
    "estimate.returns.break_even": ("break_even", "break_even_curve", "estimate_break_even"),
    "estimate.returns.chain": (
        "estimate_chain",
        "estimate_haircuts",
        "estimate_value_of_outcome",
    ),
    "estimate.returns.changes": ("with_changes", "with_scenario"),
    "estimate.returns.cost": ("estimate_measure_cost",),
    "estimate.returns.discounting": (
        "annuity_factor",
        "annuity_nok",
        "cost_of_delay_nok",
        "discount_factors",
        "payback_year",
        "present_value_nok",
        "residual_value_nok",
        "tax_funding_cost_nok",
    ),
    "estimate.returns.exclusion": ("estimate_exclusion_cost", "estimate_exclusion_per_dropout"),
    "estimate.returns.flows": (
        "estimate_cumulative_value",
        "estimate_distribution",
        "estimate_flows",
    ),
    "estimate.returns.information": (
        "acceptability_curve",
        "expected_loss_normal_nok",
        "value_of_information",
    ),
    "estimate.returns.ledger": ("Ledger", "combine_ledgers", "ledger_of"),
    "estimate.returns.rates_of_return": (
        "internal_rate_of_return_of_draws",
        "internal_rates_of_return",
        "present_value_share",
    ),
    "estimate.returns.ratios": (
        "benefit_cost_ratio",
        "marginal_value_of_public_funds",
        "mean_of_ratios",
        "mvpf_interval",
        "mvpf_of_draws",
        "ratio_of_means",
    ),
    "estimate.returns.sampling": ("draw_parameters",),
    "estimate.returns.scenario_table": ("sensitivity_table",),
    "estimate.returns.sensitivity": ("tornado", "two_way_table"),
    "estimate.returns.simulation": ("simulate_returns",),
    "estimate.returns.skill_formation": (
        "optimal_investment_ratio",
        "returns_by_stage",
        "skill_formation",
    ),
    "estimate.returns.sobol_indices": ("sobol_indices",),
    "estimate.returns.streams": ("Stream",),
    "estimate.returns.variation": ("vary_returns",),
    "estimate.returns.vsl": (
        "real_growth_factor",
        "value_of_statistical_life_nok",
    ),
    "estimate.statistics.agreement": ("gwet_ac1", "krippendorff_alpha"),
    "estimate.statistics.association": ("kendall_tau", "kruskal_wallis_test", "spearman_rho"),
    "estimate.statistics.baseline_trend": ("baseline_corrected_tau",),
    "estimate.statistics.bootstrap": ("bca_interval", "ideal_bootstrap"),
    "estimate.statistics.clustered_share": ("clustered_share",),
    "estimate.statistics.clusters": ("cluster_bootstrap_mean", "cluster_mean"),
    "estimate.statistics.competing_ends": ("cumulative_incidence",),
    "estimate.statistics.contingency": ("chi_square_test", "fisher_exact_test"),
    "estimate.statistics.difference_in_differences": ("difference_in_differences",),
    "estimate.statistics.differences": ("boschloo_test", "estimate_share_difference"),
    "estimate.statistics.effect_sizes": (
        "cliffs_delta",
        "cohens_dz",
        "probability_of_superiority",
        "rank_biserial",
    ),
    "estimate.statistics.event_study": ("event_study",),
    "estimate.statistics.exact_tables": ("fisher_freeman_halton_test",),
    "estimate.statistics.family_bounds": ("family_bounds",),
    "estimate.statistics.hidden_bias": ("e_value", "robustness_value", "rosenbaum_bounds"),
    "estimate.statistics.interrupted_series": ("interrupted_series",),
    "estimate.statistics.intervals": ("estimate_share",),
    "estimate.statistics.intraclass": ("intraclass_correlation",),
    "estimate.statistics.kappas": ("cohen_kappa", "fleiss_kappa"),
    "estimate.statistics.likert_mean": ("likert_mean",),
    "estimate.statistics.mann_whitney": ("mann_whitney_test",),
    "estimate.statistics.mean_permutations": ("permutation_test",),
    "estimate.statistics.mixed_growth": ("mixed_growth",),
    "estimate.statistics.multiplicity": ("adjust_p_values",),
    "estimate.statistics.nonresponse": ("nonresponse_bounds", "nonresponse_mean_bounds"),
    "estimate.statistics.omega": ("omega_total",),
    "estimate.statistics.ordinal_model": ("ordinal_regression",),
    "estimate.statistics.overlap_indices": (
        "non_overlap_of_all_pairs",
        "share_exceeding_median",
        "share_non_overlapping",
        "tau_overlap",
        "tau_u",
    ),
    "estimate.statistics.paired_changes": ("paired_t_test", "sign_test", "walsh_interval"),
    "estimate.statistics.paired_shares": (
        "cochran_q_test",
        "estimate_paired_difference",
        "mcnemar_test",
    ),
    "estimate.statistics.random_effects": ("random_effects",),
    "estimate.statistics.reliability": ("cronbach_alpha", "score_scale"),
    "estimate.statistics.response_ratio": ("log_response_ratio",),
    "estimate.statistics.several_answers": ("bilder_loughin_test",),
    "estimate.statistics.sign_flips": ("sign_flip_test",),
    "estimate.statistics.signed_ranks": ("signed_rank_test",),
    "estimate.statistics.step_down": ("max_t_step_down", "max_t_two_groups"),
    "estimate.statistics.survival": ("kaplan_meier",),
    "estimate.statistics.synthetic_control": ("synthetic_control",),
    "estimate.statistics.trend": ("cochran_armitage_test", "linear_by_linear_test"),
    "estimate.statistics.waves": ("compare_waves",),
    "estimate.statistics.weighting.calibration": ("calibrate", "post_stratify"),
    "estimate.statistics.weighting.design": ("SurveyDesign",),
    "estimate.statistics.weighting.estimates": (
        "kish_effective_size",
        "weighted_mean",
        "weighted_share",
    ),
    "estimate.statistics.weighting.logistic": ("weighted_logit",),
    "estimate.statistics.weighting.raking": ("rake",),
    "estimate.statistics.weighting.rao_scott": ("rao_scott_test",),
    "estimate.statistics.weighting.replicates": (
        "ReplicateWeights",
        "bootstrap_weights",
        "jackknife_weights",
        "rake_replicates",
    ),
    "estimate.statistics.weighting.tables": ("replicate_shares", "weighted_shares"),
    "estimate.statistics.zone_placebos": ("in_time_placebos", "leave_one_donor_out"),
    "estimate.statistics.zone_power": ("detectable_zone_effect",),
    "estimate.survey.comparisons": ("compare_groups",),
    "estimate.survey.participation": (
        "estimate_bounds",
        "estimate_families",
        "estimate_item_nonresponse",
        "estimate_response",
    ),
    "estimate.survey.scales": ("estimate_mean", "estimate_scale"),
    "estimate.survey.shares": ("estimate_multiselect", "estimate_shares"),
    "estimate.survey.usefulness": (
        "estimate_benefit_areas",
        "estimate_usefulness",
        "estimate_usefulness_targets",
    ),
    "estimate.survey.waves": ("estimate_waves",),
    "estimate.survey.weighted_shares": ("estimate_weighted_shares",),
    "exhibit.answers": (
        "exhibit_answers",
        "exhibit_answers_by",
        "exhibit_ticks",
        "exhibit_unit_answers",
        "exhibit_waves",
    ),
    "exhibit.bars": ("draw_bars",),
    "exhibit.break_even": (
        "exhibit_break_even",
        "exhibit_break_even_curve",
        "state_break_even",
    ),
    "exhibit.calculators": (
        "exhibit_predictive_value",
        "exhibit_prevention_paradox",
    ),
    "exhibit.consistency": (
        "exhibit_agreements",
        "exhibit_ambiguities",
        "exhibit_between_documents",
        "exhibit_claims",
        "exhibit_contradictions",
        "exhibit_legibility",
        "exhibit_not_checkable",
        "exhibit_readings",
        "exhibit_remainders",
        "exhibit_sums",
        "exhibit_uncertain_claims",
        "exhibit_wordings",
        "state_consistency",
    ),
    "exhibit.design": (
        "exhibit_detectable",
        "exhibit_evidence_ladder",
        "exhibit_power",
        "state_detectable",
        "state_estimand",
        "state_evidence",
    ),
    "exhibit.doubt": (
        "exhibit_change_of_mind",
        "state_change_of_mind",
    ),
    "exhibit.exhibit": ("Exhibit",),
    "exhibit.green": (
        "exhibit_plan_against_tried",
        "exhibit_responses",
        "exhibit_status",
        "state_needs",
        "state_parts",
        "state_target",
    ),
    "exhibit.heckman": ("exhibit_heckman_curve", "state_heckman"),
    "exhibit.internal_cases": ("exhibit_case_panels", "exhibit_goal_ladder"),
    "exhibit.internal_families": (
        "exhibit_factor_forest",
        "exhibit_family_slopes",
        "exhibit_transitions",
    ),
    "exhibit.internal_paths": (
        "exhibit_alluvial",
        "exhibit_dose",
        "exhibit_survival",
        "exhibit_swimlanes",
        "state_alluvial",
    ),
    "exhibit.knowledge": ("exhibit_funnel", "exhibit_series", "state_series"),
    "exhibit.knowledge_changes": ("exhibit_change_z", "exhibit_changes", "state_changes"),
    "exhibit.knowledge_comparisons": ("exhibit_comparisons", "exhibit_directions"),
    "exhibit.learning": (
        "exhibit_advice",
        "exhibit_answers_to_challenges",
        "exhibit_checklist",
        "exhibit_evidence",
        "exhibit_findings",
        "exhibit_numbers",
        "exhibit_practice",
        "state_learning",
    ),
    "exhibit.measure": (
        "exhibit_benefit_areas",
        "exhibit_reach",
        "exhibit_staffing",
        "exhibit_usefulness",
        "exhibit_usefulness_targets",
        "state_measure",
        "state_reach",
        "state_summary",
    ),
    "exhibit.outcomes": (
        "exhibit_change",
        "exhibit_change_counts",
        "exhibit_factor_counts",
        "state_change",
        "state_missing_outcomes",
    ),
    "exhibit.prevention": ("exhibit_matrix", "exhibit_triangle", "state_levels"),
    "exhibit.returns_evidence": (
        "exhibit_heckman_claims",
        "exhibit_mvpf",
        "exhibit_programmes",
        "exhibit_published_returns",
        "exhibit_wsipp",
        "exhibit_wsipp_vintages",
    ),
    "exhibit.returns_inputs": ("exhibit_measure_cost", "exhibit_returns_inputs"),
    "exhibit.returns_kroner": (
        "exhibit_cumulative_value",
        "exhibit_distribution",
        "exhibit_effect_chain",
        "exhibit_flows",
    ),
    "exhibit.returns_limits": (
        "exhibit_non_priced",
        "state_returns_limits",
        "state_wrong_pocket",
    ),
    "exhibit.returns_scenarios": (
        "exhibit_returns_results",
        "exhibit_scenarios",
        "exhibit_sensitivity",
    ),
    "exhibit.returns_uncertainty": (
        "exhibit_chance",
        "exhibit_information_value",
        "exhibit_tornado",
    ),
    "exhibit.share_bars": ("draw_share_bars",),
    "exhibit.statement": ("Statement",),
    "exhibit.survey": (
        "exhibit_batteries",
        "exhibit_battery",
        "exhibit_likert",
        "exhibit_questions",
        "exhibit_survey_of",
        "exhibit_unplaced",
        "state_missing_answers",
        "state_survey_of",
    ),
    "exhibit.survey_quality": (
        "exhibit_item_nonresponse",
        "exhibit_response",
        "state_comparison",
        "state_survey",
    ),
    "exhibit.survey_scales": ("exhibit_scale", "exhibit_scales"),
    "exhibit.themes": ("exhibit_paraphrases", "exhibit_themes"),
    "exhibit.unit_chart": ("draw_unit_chart",),
    "exhibit.zone": (
        "exhibit_zone_effect",
        "exhibit_zone_events",
        "exhibit_zone_path",
        "state_zone",
    ),
    "inputs.evaluation": ("read_evaluation",),
    "inputs.facts": ("read_facts",),
    "inputs.frameworks": ("read_frameworks",),
    "inputs.instrument": ("read_instrument",),
    "inputs.outcomes.reading": ("read_families", "read_outcomes"),
    "inputs.returns.evidence": ("read_returns_evidence",),
    "inputs.returns.rules": ("read_rules", "rule_names"),
    "inputs.returns.parameters": ("read_parameters",),
    "inputs.returns.prices": ("read_price_index",),
    "inputs.returns.reading": ("read_returns",),
    "inputs.returns.reference": ("read_returns_reference",),
    "inputs.returns.scenarios": ("read_scenarios",),
    "inputs.study": ("read_study",),
    "inputs.survey": ("read_survey",),
    "release.attack": ("attack",),
    "release.gate": ("release",),
    "release.released": ("Released",),
    "release.table": ("suppress",),
    "run.show": ("show",),
    "terms.cash_flow": ("CashFlow",),
    "terms.change_results": ("BetaPrior",),
    "terms.design_results": ("EvidenceDesign", "PowerDesign", "RiskGroup"),
    "terms.disclosure": ("DisclosureRules",),
    "terms.discount_rules": ("Rules",),
    "terms.fact": ("Fact", "Facts"),
    "terms.instrument": ("Instrument",),
    "terms.microdata": ("Microdata",),
    "terms.outcomes": ("Estimand",),
    "terms.results": ("FactEstimate", "NotEstimable", "ShareEstimate"),
    "terms.parameters": ("Correlated", "Parameter", "PriceIndex", "Spread"),
    "terms.quantity": ("Quantity",),
    "terms.returns_evidence": ("ReturnsEvidence",),
    "terms.returns_results": ("BreakEven",),
    "terms.simulation_results": ("SimulatedReturns", "ValueOfInformation"),
    "terms.skill_results": ("SkillFormation", "SkillStage", "SkillTechnology"),
    "terms.study": ("Study",),
    "terms.units": ("UnitOfAnalysis",),
}
PUBLIC_NAMES = {
    name: f"larvik_analysis.{module}" for module, names in _NAMES.items() for name in names
}
__all__ = sorted([*PUBLIC_NAMES, "__version__"])  # noqa: PLE0605  sorted gives a list


def __getattr__(name: str) -> Any:
    if name not in PUBLIC_NAMES:
        raise AttributeError(f"larvik_analysis has no public name {name!r}")
    value = getattr(import_module(PUBLIC_NAMES[name]), name)
    # The room `release` is there by then, and can be called.
    return globals().setdefault(name, value)


def __dir__() -> list[str]:
    return __all__
