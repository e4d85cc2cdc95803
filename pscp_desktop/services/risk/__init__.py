"""The risk service: layers and walks, analyses, profiles of areas, advice and what came of it."""
