package dev.residual.inference;

/**
 * The output of a network for one image.
 *
 * @param logits one for each class
 * @param features the last feature maps, or {@link FeatureMaps#NONE} if they were not requested
 */
record ModelOutput(float[] logits, FeatureMaps features) {}
