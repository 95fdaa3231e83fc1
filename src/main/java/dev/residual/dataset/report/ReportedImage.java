package dev.residual.dataset.report;

import dev.residual.dataset.pack.Split;
import dev.residual.image.StoredImage;

/**
 * What a report has to know of an image.
 *
 * @param path path in the archive
 * @param label index of the label
 * @param index its number in its split, from 0; -1 if it was left out
 * @param dropped whether it was left out of its split
 * @param hash equal for equal pixels
 * @param colorful whether it has color
 * @param original what its file says
 */
public record ReportedImage(
    String path,
    int label,
    Split split,
    int index,
    boolean dropped,
    long hash,
    boolean colorful,
    StoredImage.Original original) {}
