package dev.residual.inference;

import dev.residual.model.RegisteredModel;
import java.util.List;

/**
 * What a model says to some images.
 *
 * @param name by which it was asked for
 * @param labels of its classes, by index
 * @param probabilities of each class, for each image
 * @param heatmaps PNG files, one for each image, if they were asked for; else none
 */
public record PredictionResult(
    String name,
    RegisteredModel model,
    List<String> labels,
    List<float[]> probabilities,
    List<byte[]> heatmaps) {}
