"""The working side of the risk service on screen: requests, profiles, walks, analyses, worksheets."""
