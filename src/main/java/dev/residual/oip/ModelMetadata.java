package dev.residual.oip;

import dev.residual.image.ImageFormat;
import dev.residual.model.RegisteredModel;
import java.util.List;

/**
 * What the protocol tells about a model.
 *
 * @param name by which it was asked for
 * @param versions the id of the one that answers
 */
record ModelMetadata(
    String name,
    List<String> versions,
    String platform,
    List<TensorMetadata> inputs,
    List<TensorMetadata> outputs) {

  private static final String PLATFORM = "residual_pytorch";
  private static final long ANY = -1;

  /** Whether a model is fit to answer. */
  record Readiness(String name, boolean ready) {}

  static ModelMetadata of(String name, RegisteredModel model) {
    ImageFormat format = model.imageFormat();
    long classes = model.saved().manifest().description().labels().size();
    return new ModelMetadata(
        name,
        List.of(model.id().toString()),
        PLATFORM,
        List.of(
            new TensorMetadata(
                InputTensor.NAME,
                "UINT8",
                List.of(
                    ANY, (long) format.channels(), (long) format.height(), (long) format.width()))),
        List.of(
            new TensorMetadata(InferResponse.PROBABILITIES, "FP32", List.of(ANY, classes)),
            new TensorMetadata(InferResponse.LABEL, "BYTES", List.of(ANY))));
  }
}
