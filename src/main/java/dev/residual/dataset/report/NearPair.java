package dev.residual.dataset.report;

/**
 * A test image that looks like a training image.
 *
 * @param test number of the test image among all images
 * @param training number of the training image that it looks like most
 * @param difference how different they are, as a share of their contrast
 */
public record NearPair(int test, int training, double difference) {}
