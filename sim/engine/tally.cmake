set(FAULTLINE_TALLY_SOURCES leaf_set.cpp tally.cpp tally_histogram.cpp tally_layout.cpp tally_leaf.cpp tally_moments.cpp tally_store.cpp)
