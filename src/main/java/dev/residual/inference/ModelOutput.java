package dev.residual.inference;

/**
 * What a network says to one image.
 *
 * @param logits of each class
 * @param features the last feature maps, if they were asked for; else none
 */
record ModelOutput(float[] logits, FeatureMaps features) {}
