"""Tuning: a study of many trainings with other settings, which Optuna chooses.

Needs the extra `tune`.
"""
