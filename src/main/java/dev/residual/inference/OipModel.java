package dev.residual.inference;

import dev.residual.image.ImageFormat;
import dev.residual.model.RegisteredModel;
import java.util.List;

/**
 * What the protocol tells about a model.
 *
 * @param name by which it was asked for
 * @param versions the id of the one that answers
 */
record OipModel(
    String name,
    List<String> versions,
    String platform,
    List<OipTensor> inputs,
    List<OipTensor> outputs) {

  private static final String PLATFORM = "residual_pytorch";
  private static final long ANY = -1;

  /** Whether a model is fit to answer. */
  record Readiness(String name, boolean ready) {}

  static OipModel of(String name, RegisteredModel model) {
    ImageFormat format = model.imageFormat();
    long classes = model.saved().manifest().description().labels().size();
    return new OipModel(
        name,
        List.of(model.id().toString()),
        PLATFORM,
        List.of(
            new OipTensor(
                ImageTensor.NAME,
                "UINT8",
                List.of(
                    ANY, (long) format.channels(), (long) format.height(), (long) format.width()))),
        List.of(
            new OipTensor(InferResponse.PROBABILITIES, "FP32", List.of(ANY, classes)),
            new OipTensor(InferResponse.LABEL, "BYTES", List.of(ANY))));
  }
}
