"""Methods of place-based risk analysis: numbers in, numbers out, no records, no window, no words.

Everything is in projected metres and in float64. Whatever takes long says how far it is and stops when
the caller's callback raises. Chance comes from a seed, so that the same input gives the same answer.
Only services import this package, and only when asked to analyse: it brings numpy and scipy with it.
"""
