-- What the desk learned after its first version.

-- What reconciling with others keeps beside the records.

-- Layers, analyses, profiles and advice of the risk service.
