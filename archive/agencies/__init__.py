"""Who publishes: the country's divisions, and what an agency's name says of it.

kinds: What an agency is by its name: government, department by function, street, town, zone, vertical bureau (kinds.yaml)
latin_names: Names in pinyin, and English names made by rule (latin_names.yaml)
placement: The division that certainly contains an agency, from its name and its portal, with the reason
regions: The divisions by their codes of GB/T 2260, as dated tables list them (regions.csv), and those that only the registry states
rows: The rows of `regions` and `agencies`
"""
