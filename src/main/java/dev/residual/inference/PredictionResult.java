package dev.residual.inference;

import dev.residual.model.RegisteredModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The predictions of a model for some images.
 *
 * @param name alias or id by which the model was requested
 * @param labels names of its classes, by index
 * @param probabilities for each image, the probability of each class
 * @param heatmaps PNG files, one for each image; empty if they were not requested
 * @param heatmapMethod how they were computed; null if they were not requested
 */
public record PredictionResult(
    String name,
    RegisteredModel model,
    List<String> labels,
    List<float[]> probabilities,
    List<byte[]> heatmaps,
    @Nullable HeatmapMethod heatmapMethod) {}
