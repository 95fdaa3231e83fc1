package dev.residual.inference;

import java.util.List;

/** Probabilities of each class for each picture, and the classes' names. */
record Answer(List<String> labels, List<float[]> probabilities) {}
