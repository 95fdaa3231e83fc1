package dev.residual.dataset.decode;

import dev.residual.preprocessing.OrientationMode;

/**
 * How images are decoded.
 *
 * @param color whether they become gray
 * @param storedSize shorter side in pixels to which larger images are reduced
 * @param orientation whether they are turned as their EXIF orientation says
 */
public record DecodeOptions(ColorMode color, int storedSize, OrientationMode orientation) {}
