package dev.residual.oip;

import dev.residual.image.ImageFormat;
import dev.residual.model.RegisteredModel;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * The metadata of a model in the form of the protocol.
 *
 * @param name the alias or id in the path
 * @param versions only the id of the model
 */
record ModelMetadata(
    String name,
    List<String> versions,
    String platform,
    List<TensorMetadata> inputs,
    List<TensorMetadata> outputs) {

  static final String PLATFORM = "residual_pytorch";
  private static final long ANY = -1;

  /** Tells whether a model can answer. */
  @Schema(name = "ModelReadiness")
  record Readiness(String name, boolean ready) {}

  static ModelMetadata of(String name, RegisteredModel model) {
    ImageFormat format = model.imageFormat();
    long classes = model.stored().manifest().description().labels().size();
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
