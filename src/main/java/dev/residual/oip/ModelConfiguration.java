package dev.residual.oip;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.residual.image.ImageFormat;
import dev.residual.inference.RawImages;
import dev.residual.model.RegisteredModel;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a model in the form of Triton, in which the first dimension of tensors, the
 * number of images, is left out.
 *
 * @param name the alias or id in the path
 */
record ModelConfiguration(
    String name,
    String platform,
    String backend,
    @JsonProperty("max_batch_size") int maxBatchSize,
    List<Tensor> input,
    List<Tensor> output) {

  private static final String BACKEND = "residual";

  /** An input or output of a model. */
  @Schema(name = "TensorConfiguration")
  record Tensor(
      String name,
      @JsonProperty("data_type") String dataType,
      List<Integer> dims,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(description = "the dimensions that are sent, if they differ from dims")
          @Nullable Reshape reshape) {}

  /** The dimensions of a tensor as it is sent. */
  record Reshape(List<Integer> shape) {}

  static ModelConfiguration of(String name, RegisteredModel model) {
    ImageFormat format = model.imageFormat();
    int classes = model.stored().manifest().description().labels().size();
    return new ModelConfiguration(
        name,
        ModelMetadata.PLATFORM,
        BACKEND,
        RawImages.MAX_IMAGES,
        List.of(
            new Tensor(
                InputTensor.NAME,
                "TYPE_UINT8",
                List.of(format.channels(), format.height(), format.width()),
                null)),
        List.of(
            new Tensor(InferResponse.PROBABILITIES, "TYPE_FP32", List.of(classes), null),
            // Triton's dims cannot be empty, as those of one text for each image would be.
            new Tensor(InferResponse.LABEL, "TYPE_STRING", List.of(1), new Reshape(List.of()))));
  }
}
