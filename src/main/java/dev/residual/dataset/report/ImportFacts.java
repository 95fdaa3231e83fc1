package dev.residual.dataset.report;

import java.util.List;
import java.util.Map;

/**
 * What came of an archive.
 *
 * @param labels names of the labels, by index
 * @param files number of files that should be images
 * @param ignored number of other entries, by reason
 * @param unreadable number of files that are no images, by reason
 * @param images the readable images, dropped ones included
 * @param nearLeaks the test images that look like a training image, in their order
 * @param turned whether the images were turned as their EXIF orientation says
 * @param storedSize shorter side in pixels to which larger images were reduced
 */
public record ImportFacts(
    List<String> labels,
    int files,
    Map<String, Integer> ignored,
    Map<String, Integer> unreadable,
    List<ReportedImage> images,
    List<NearPair> nearLeaks,
    boolean turned,
    int storedSize) {}
