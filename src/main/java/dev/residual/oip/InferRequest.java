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
 * The body of an inference request.
 *
 * @param id is returned in the response
 * @param modelName the name in the path, which some clients repeat
 * @param outputs the requested outputs; null or empty requests all
 */
record InferRequest(
    @Schema(description = "is returned in the response") @Nullable String id,
    @JsonProperty("model_name") @Schema(description = "if given, the name in the path")
        @Nullable String modelName,
    @Schema(
            description =
                "the only known one is binary_data_output; true requests all outputs as bytes")
        @Nullable Map<String, Object> parameters,
    @NotNull(message = "must be one tensor named image, was not given")
        @Size(min = 1, max = 1, message = "must be one tensor named image")
        List<@NotNull(message = "must be a tensor, was null") InputTensor> inputs,
    @Schema(description = "all outputs are returned if none is named")
        @Nullable List<@NotNull(message = "must be an output, was null") @Valid Wanted> outputs) {

  /** The outputs of a model. */
  enum Output {
    @JsonProperty(InferResponse.PROBABILITIES)
    PROBABILITIES,
    @JsonProperty(InferResponse.LABEL)
    LABEL
  }

  /** A requested output. */
  @Schema(name = "RequestedOutput")
  record Wanted(
      @NotNull(message = "must be probabilities or label, was not given") Output name,
      @Schema(description = "the only known one is binary_data; true requests the output as bytes")
          @Nullable Map<String, Object> parameters) {}

  /**
   * A requested output and its form.
   *
   * @param binary whether it is sent as bytes after the JSON
   */
  record Delivery(Output output, boolean binary) {}

  /** Returns a request of raw images without JSON, whose response has its outputs as bytes. */
  static InferRequest of(byte[] images) {
    Map<String, Object> parameters = Map.of(Parameters.ALL_BINARY, true);
    return new InferRequest(null, null, parameters, List.of(InputTensor.of(images)), null);
  }

  /**
   * Returns this request with the bytes that followed the JSON as the input's data.
   *
   * @param binary what followed the JSON; null if no header told the length of the JSON
   * @throws Problem (400) if it does not match the input's parameters
   */
  InferRequest with(byte @Nullable [] binary) {
    if (inputs == null || inputs.size() != 1 || inputs.get(0) == null) {
      return this; // validation refuses it
    }
    List<InputTensor> complete = List.of(inputs.get(0).with("inputs[0]", binary));
    return new InferRequest(id, modelName, parameters, complete, outputs);
  }

  /**
   * Returns the images in the format that the model takes.
   *
   * @param name in the path
   * @throws Problem (400) with the position of what is invalid, or (413) if there are too many
   */
  List<byte[]> images(String name, ImageFormat format) {
    if (modelName != null && !modelName.equals(name)) {
      throw Problem.refused(
          "model_name", "must be the name in the path, %s, if given".formatted(name));
    }
    return inputs.get(0).images("inputs[0]", format);
  }

  /**
   * Returns the requested outputs in order.
   *
   * @throws Problem (400) if one is requested twice, or if there is an unknown parameter
   */
  List<Delivery> deliveries() {
    boolean binary = Parameters.flag("", parameters, Parameters.ALL_BINARY, false);
    if (outputs == null || outputs.isEmpty()) {
      return Arrays.stream(Output.values()).map(output -> new Delivery(output, binary)).toList();
    }
    List<Delivery> deliveries = new ArrayList<>();
    Set<Output> seen = EnumSet.noneOf(Output.class);
    for (int i = 0; i < outputs.size(); i++) {
      Wanted requested = outputs.get(i);
      String place = "outputs[%d]".formatted(i);
      deliveries.add(
          new Delivery(
              requested.name(),
              Parameters.flag(place, requested.parameters(), Parameters.BINARY, binary)));
      if (!seen.add(requested.name())) {
        throw Problem.refused(place + ".name", "is there twice");
      }
    }
    return deliveries;
  }
}
