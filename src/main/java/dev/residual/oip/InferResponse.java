package dev.residual.oip;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.residual.inference.PredictionResult;
import dev.residual.model.Logits;
import dev.residual.oip.InferRequest.Delivery;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a model answers, as the protocol has it.
 *
 * @param modelName the alias or id that was asked for
 * @param modelVersion the id of the model that answered
 * @param id of the request, if it had one
 */
record InferResponse(
    @JsonProperty("model_name") String modelName,
    @JsonProperty("model_version") String modelVersion,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String id,
    List<Output> outputs) {

  static final String PROBABILITIES = "probabilities";
  static final String LABEL = "label";

  /**
   * A tensor. It has either data or bytes.
   *
   * @param data of all images, one after the other
   * @param bytes that follow the JSON
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  record Output(
      String name,
      String datatype,
      List<Integer> shape,
      @Schema(description = "binary_data_size, of data that follows the JSON as bytes")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Map<String, Integer> parameters,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<?> data,
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
      String name, PredictionResult answer, @Nullable String id, List<Delivery> deliveries) {
    return new InferResponse(
        name,
        answer.model().id().toString(),
        id,
        deliveries.stream().map(delivery -> output(delivery, answer)).toList());
  }

  /** What is to follow the JSON, in the order of the outputs. */
  List<byte[]> binary() {
    return outputs.stream().map(Output::bytes).filter(Objects::nonNull).toList();
  }

  private static Output output(Delivery delivery, PredictionResult answer) {
    return switch (delivery.output()) {
      case PROBABILITIES -> probabilities(answer, delivery.binary());
      case LABEL -> label(answer, delivery.binary());
    };
  }

  private static Output probabilities(PredictionResult answer, boolean binary) {
    List<float[]> rows = answer.probabilities();
    List<Integer> shape = List.of(rows.size(), answer.labels().size());
    return binary
        ? Output.of(PROBABILITIES, "FP32", shape, BinaryTensorWriter.floats(rows))
        : Output.of(
            PROBABILITIES, "FP32", shape, rows.stream().flatMap(InferResponse::boxed).toList());
  }

  private static Output label(PredictionResult answer, boolean binary) {
    List<String> labels =
        answer.probabilities().stream()
            .map(each -> answer.labels().get(Logits.argmax(each)))
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
