package dev.residual.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the protocol asks a model.
 *
 * @param id comes back with the answer
 * @param modelName which some clients repeat; the path's
 * @param outputs those that are wanted; all if none is named
 */
record InferRequest(
    @Schema(description = "comes back with the answer") @Nullable String id,
    @JsonProperty("model_name") @Schema(description = "if given, that of the path")
        @Nullable String modelName,
    @Schema(description = "known is binary_data_output, which must be false")
        @Nullable Map<String, Object> parameters,
    @NotNull(message = "must be one tensor named image, was not given")
        @Size(min = 1, max = 1, message = "must be one tensor named image")
        List<@NotNull(message = "must be a tensor, was null") @Valid ImageTensor> inputs,
    @Schema(description = "if none is named, all are answered")
        @Nullable List<@NotNull(message = "must be an output, was null") @Valid Wanted> outputs) {

  /** An output that a model has. */
  enum Output {
    @JsonProperty(InferResponse.PROBABILITIES)
    PROBABILITIES,
    @JsonProperty(InferResponse.LABEL)
    LABEL
  }

  /** An output that is asked for. */
  record Wanted(
      @NotNull(message = "must be probabilities or label, was not given") Output name,
      @Schema(description = "known is binary_data, which must be false")
          @Nullable Map<String, Object> parameters) {}

  /**
   * The pictures, 784 bytes each.
   *
   * @param name of the path
   * @throws Problem (400) naming the place of what is wrong, or (413) if there are too many
   */
  List<byte[]> pictures(String name) {
    if (modelName != null && !modelName.equals(name)) {
      throw Problem.refused("model_name", "must be that of the path, %s, if given".formatted(name));
    }
    OipParameters.requireJson("", parameters, "binary_data_output");
    return inputs.get(0).pictures("inputs[0]");
  }

  /**
   * @throws Problem (400) if one is there twice, or is wanted otherwise than as JSON
   */
  List<Output> wanted() {
    if (outputs == null || outputs.isEmpty()) {
      return Arrays.asList(Output.values());
    }
    Set<Output> seen = EnumSet.noneOf(Output.class);
    for (int i = 0; i < outputs.size(); i++) {
      Wanted wanted = outputs.get(i);
      String place = "outputs[%d]".formatted(i);
      OipParameters.requireJson(place, wanted.parameters(), "binary_data");
      if (!seen.add(wanted.name())) {
        throw Problem.refused(place + ".name", "is there twice");
      }
    }
    return outputs.stream().map(Wanted::name).toList();
  }
}
