package dev.residual.preprocessing;

/**
 * How images of any size were brought to the form in which a data set stores them.
 *
 * @param storedSize the shorter side, in pixels, to which larger images were reduced
 * @param orientation how the images were turned
 */
public record StoredForm(int storedSize, OrientationMode orientation) {}
