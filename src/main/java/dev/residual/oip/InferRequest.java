package dev.residual.oip;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.residual.image.ImageFormat;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
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
    @Schema(description = "known is binary_data_output: true sends outputs as bytes")
        @Nullable Map<String, Object> parameters,
    @NotNull(message = "must be one tensor named image, was not given")
        @Size(min = 1, max = 1, message = "must be one tensor named image")
        List<@NotNull(message = "must be a tensor, was null") InputTensor> inputs,
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
      @Schema(description = "known is binary_data: true sends it as bytes")
          @Nullable Map<String, Object> parameters) {}

  /**
   * An output that is asked for, and how it is to be sent.
   *
   * @param binary as bytes behind the JSON
   */
  record Delivery(Output output, boolean binary) {}

  /** Images without JSON, to be answered in bytes. */
  static InferRequest of(byte[] images) {
    Map<String, Object> parameters = Map.of(Parameters.ALL_BINARY, true);
    return new InferRequest(null, null, parameters, List.of(InputTensor.of(images)), null);
  }

  /**
   * This, with the data that followed it.
   *
   * @param binary what followed the JSON; null if nothing told where that ends
   * @throws Problem (400) if it is not what the input says
   */
  InferRequest with(byte @Nullable [] binary) {
    if (inputs == null || inputs.size() != 1 || inputs.get(0) == null) {
      return this; // which is refused for that
    }
    List<InputTensor> complete = List.of(inputs.get(0).with("inputs[0]", binary));
    return new InferRequest(id, modelName, parameters, complete, outputs);
  }

  /**
   * The images, in the format that the model takes.
   *
   * @param name of the path
   * @throws Problem (400) naming the place of what is wrong, or (413) if there are too many
   */
  List<byte[]> images(String name, ImageFormat format) {
    if (modelName != null && !modelName.equals(name)) {
      throw Problem.refused("model_name", "must be that of the path, %s, if given".formatted(name));
    }
    return inputs.get(0).images("inputs[0]", format);
  }

  /**
   * @throws Problem (400) if one is there twice, or has a parameter that is not known
   */
  List<Delivery> wanted() {
    boolean binary = Parameters.flag("", parameters, Parameters.ALL_BINARY, false);
    if (outputs == null || outputs.isEmpty()) {
      return Arrays.stream(Output.values()).map(output -> new Delivery(output, binary)).toList();
    }
    List<Delivery> deliveries = new ArrayList<>();
    Set<Output> seen = EnumSet.noneOf(Output.class);
    for (int i = 0; i < outputs.size(); i++) {
      Wanted wanted = outputs.get(i);
      String place = "outputs[%d]".formatted(i);
      deliveries.add(
          new Delivery(
              wanted.name(),
              Parameters.flag(place, wanted.parameters(), Parameters.BINARY, binary)));
      if (!seen.add(wanted.name())) {
        throw Problem.refused(place + ".name", "is there twice");
      }
    }
    return deliveries;
  }
}
