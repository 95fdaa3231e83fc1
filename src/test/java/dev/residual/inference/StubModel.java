package dev.residual.inference;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

import dev.residual.image.Framing;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.model.Manifest;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.RegisteredModel;
import dev.residual.model.StoredModel;
import dev.residual.preprocessing.InputImage;
import dev.residual.preprocessing.Preprocessing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;

/** A model that predicts class 0 for a black image, and class n if the first pixel is n. */
public final class StubModel {

  public static final UUID ID = UUID.fromString("5c1a4c1e-0000-4000-8000-000000000001");
  static final List<String> LABELS =
      IntStream.range(0, 10).mapToObj(index -> "label " + index).toList();

  private StubModel() {}

  public static void serves(ModelRegistry registry, ModelCache models) throws Exception {
    Manifest manifest = withoutInvocations(Manifest.class);
    ModelDescription description = description();
    given(manifest.description()).willReturn(description);
    RegisteredModel registered =
        new RegisteredModel(ID, "resnet18", 0.912, new StoredModel("key", manifest));
    given(registry.find(any())).willReturn(Optional.empty());
    given(registry.find("default")).willReturn(Optional.of(registered));
    given(registry.find(ID.toString())).willReturn(Optional.of(registered));
    given(registry.byAlias()).willReturn(new TreeMap<>(Map.of("default", registered)));
    LoadedModel model = model();
    given(models.acquire(any(), any())).willReturn(lease(model));
  }

  /** Returns a model whose probabilities are its logits. */
  public static LoadedModel model() {
    ModelDescription description = description();
    LoadedModel model = withoutInvocations(LoadedModel.class);
    given(model.id()).willReturn(ID);
    given(model.description()).willReturn(description);
    given(model.outputs(any(), anyBoolean()))
        .willAnswer(call -> outputs(call.<List<InputImage>>getArgument(0)));
    given(model.probabilities(any())).willAnswer(call -> call.getArgument(0));
    given(model.hasActivationMaps()).willReturn(true);
    given(model.activation(any())).willReturn(new float[][] {{0, 1}, {2, 3}});
    return model;
  }

  private static ModelDescription description() {
    ModelDescription description = withoutInvocations(ModelDescription.class);
    given(description.labels()).willReturn(LABELS);
    given(description.imageFormat()).willReturn(ImageFormat.gray(28, 28));
    given(description.preprocessing())
        .willReturn(
            Preprocessing.exact(
                ImageFormat.gray(28, 28), 28, Normalization.article(1), new Framing(0, 255)));
    return description;
  }

  /** Returns a mock that records no calls, because those of a fuzz test would fill the memory. */
  public static <T> T withoutInvocations(Class<T> type) {
    return mock(type, withSettings().stubOnly());
  }

  public static ModelCache.Lease lease(LoadedModel model) {
    return new ModelCache.Lease() {
      @Override
      public LoadedModel model() {
        return model;
      }

      @Override
      public void close() {}
    };
  }

  /** Returns an image as the model takes it. */
  public static InputImage input(byte[] image) {
    return new InputImage(ImageFormat.gray(28, 28), image, 1);
  }

  public static List<ModelOutput> outputs(List<InputImage> images) {
    return images.stream()
        .map(image -> new ModelOutput(probabilities(image.pixels()), FeatureMaps.NONE))
        .toList();
  }

  private static float[] probabilities(byte[] image) {
    float[] probabilities = new float[LABELS.size()];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = 0.01f * i;
    }
    probabilities[(image[0] & 0xff) % LABELS.size()] = 0.625f;
    return probabilities;
  }
}
