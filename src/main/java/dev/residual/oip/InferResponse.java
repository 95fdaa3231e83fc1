package dev.residual.oip;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.residual.inference.PredictionResult;
import dev.residual.model.Logits;
import dev.residual.oip.InferRequest.Delivery;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The body of an inference response.
 *
 * @param modelName the alias or id in the path
 * @param modelVersion the id of the model that answered
 * @param id of the request; null if it had none
 */
record InferResponse(
    @JsonProperty("model_name") String modelName,
    @JsonProperty("model_version") String modelVersion,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String id,
    List<Output> outputs) {

  static final String PROBABILITIES = "probabilities";
  static final String LABEL = "label";

  /**
   * An output tensor, which has either data or bytes.
   *
   * @param data of all images, one image after the other
   * @param bytes that are sent after the JSON
   */
  @Schema(name = "OutputTensor")
  record Output(
      String name,
      String datatype,
      List<Integer> shape,
      @Schema(description = "binary_data_size, if the data follows the JSON as bytes")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Map<String, Integer> parameters,
      @ArraySchema(schema = @Schema(types = {"number", "string"}))
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable List<?> data,
      @JsonIgnore byte @Nullable [] bytes) {

    private static Output of(String name, String datatype, List<Integer> shape, List<?> data) {
      return new Output(name, datatype, shape, null, data, null);
    }

    private static Output of(String name, String datatype, List<Integer> shape, byte[] bytes) {
      Map<String, Integer> parameters = Map.of(Parameters.SIZE, bytes.length);
      return new Output(name, datatype, shape, parameters, null, bytes);
    }
  }

  static InferResponse of(
      String name, PredictionResult result, @Nullable String id, List<Delivery> deliveries) {
    return new InferResponse(
        name,
        result.model().id().toString(),
        id,
        deliveries.stream().map(delivery -> output(delivery, result)).toList());
  }

  /** Returns the bytes that follow the JSON, in the order of the outputs. */
  List<byte[]> binary() {
    return outputs.stream().map(Output::bytes).filter(Objects::nonNull).toList();
  }

  private static Output output(Delivery delivery, PredictionResult result) {
    return switch (delivery.output()) {
      case PROBABILITIES -> probabilities(result, delivery.binary());
      case LABEL -> label(result, delivery.binary());
    };
  }

  private static Output probabilities(PredictionResult result, boolean binary) {
    List<float[]> rows = result.probabilities();
    List<Integer> shape = List.of(rows.size(), result.labels().size());
    return binary
        ? Output.of(PROBABILITIES, "FP32", shape, BinaryTensorWriter.floats(rows))
        : Output.of(
            PROBABILITIES, "FP32", shape, rows.stream().flatMap(InferResponse::boxed).toList());
  }

  private static Output label(PredictionResult result, boolean binary) {
    List<String> labels =
        result.probabilities().stream()
            .map(each -> result.labels().get(Logits.argmax(each)))
            .toList();
    List<Integer> shape = List.of(labels.size());
    return binary
        ? Output.of(LABEL, "BYTES", shape, BinaryTensorWriter.texts(labels))
        : Output.of(LABEL, "BYTES", shape, labels);
  }

  private static Stream<Float> boxed(float[] probabilities) {
    return IntStream.range(0, probabilities.length).mapToObj(i -> probabilities[i]);
  }
}
