package dev.residual.inference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
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
   * A tensor.
   *
   * @param data of all pictures, one after the other
   */
  record Output(String name, String datatype, List<Integer> shape, List<?> data) {}

  static InferResponse of(
      String name, Answer answer, @Nullable String id, List<InferRequest.Output> wanted) {
    return new InferResponse(
        name,
        answer.model().id().toString(),
        id,
        wanted.stream().map(output -> output(output, answer)).toList());
  }

  private static Output output(InferRequest.Output output, Answer answer) {
    int pictures = answer.probabilities().size();
    return switch (output) {
      case PROBABILITIES ->
          new Output(
              PROBABILITIES,
              "FP32",
              List.of(pictures, answer.labels().size()),
              answer.probabilities().stream().flatMap(InferResponse::boxed).toList());
      case LABEL ->
          new Output(
              LABEL,
              "BYTES",
              List.of(pictures),
              answer.probabilities().stream()
                  .map(each -> answer.labels().get(likeliest(each)))
                  .toList());
    };
  }

  private static Stream<Float> boxed(float[] probabilities) {
    return IntStream.range(0, probabilities.length).mapToObj(i -> probabilities[i]);
  }

  private static int likeliest(float[] probabilities) {
    int likeliest = 0;
    for (int i = 1; i < probabilities.length; i++) {
      likeliest = probabilities[i] > probabilities[likeliest] ? i : likeliest;
    }
    return likeliest;
  }
}
