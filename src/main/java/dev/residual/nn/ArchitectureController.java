package dev.residual.nn;

import ai.djl.ndarray.types.Shape;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists the preset architectures and their layers. */
@RestController
@RequestMapping("/architectures")
@Tag(name = "Architectures", description = "Networks that can be trained")
class ArchitectureController {

  private static final Shape IMAGENET = new Shape(1, 3, 224, 224);
  private static final int IMAGENET_CLASSES = 1000;

  /**
   * A preset as it is listed.
   *
   * @param parameters number of trainable parameters for 3 channels, 1,000 classes and
   *     torchvision's convention
   */
  @Schema(name = "ArchitecturePreset")
  record Preset(String name, int depth, BlockKind block, List<Integer> blocks, long parameters) {

    static Preset of(String name) {
      Architecture architecture = Architecture.preset(name);
      Summary summary =
          Summary.of(architecture.in(Convention.TORCHVISION), IMAGENET, IMAGENET_CLASSES);
      return new Preset(
          name,
          architecture.depth(),
          architecture.block(),
          architecture.blocks(),
          summary.trainableParameters());
    }
  }

  /** The presets in an object, so that more fields can be added to the response later. */
  @Schema(name = "ArchitecturePresets")
  record Presets(List<Preset> items) {}

  private static final Presets PRESETS =
      new Presets(Architecture.PRESETS.stream().map(Preset::of).toList());

  @GetMapping
  @Operation(
      operationId = "listArchitectures",
      summary = "List the five presets",
      description =
          "The number of parameters is for 3 channels, 1,000 classes and torchvision's convention.")
  Presets presets() {
    return PRESETS;
  }

  @GetMapping(path = "/{name}/summary", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "getArchitectureSummary",
      summary = "Get the layer table of a preset as JSON or, with Accept: text/plain, as text",
      description =
          "Each layer has its input shape, output shape and number of parameters. The totals,"
              + " the sizes in MB and the multiply-adds are for one image.")
  @ApiResponse(
      responseCode = "200",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON_VALUE,
            schema = @Schema(implementation = Summary.class)),
        @Content(mediaType = MediaType.TEXT_PLAIN_VALUE, schema = @Schema(type = "string"))
      })
  @ApiResponse(responseCode = "400", description = "A parameter is invalid")
  @ApiResponse(responseCode = "404", description = "No preset has this name")
  Summary summary(
      @PathVariable @Parameter(example = "resnet18") String name,
      @RequestParam(defaultValue = "96") @Min(28) @Max(224) int imageSize,
      @RequestParam(defaultValue = "1") @Min(1) @Max(4) int channels,
      @RequestParam(defaultValue = "10") @Min(2) @Max(1000) int classes,
      @RequestParam(required = false)
          @Parameter(description = "article or torchvision; by default that of the preset")
          @Nullable String convention) {
    Architecture architecture = Architecture.preset(name);
    if (convention != null) {
      architecture = in(architecture, convention);
    }
    return Summary.of(architecture, new Shape(1, channels, imageSize, imageSize), classes);
  }

  @GetMapping(path = "/{name}/summary", produces = MediaType.TEXT_PLAIN_VALUE)
  @Operation(hidden = true)
  String summaryAsText(
      @PathVariable String name,
      @RequestParam(defaultValue = "96") @Min(28) @Max(224) int imageSize,
      @RequestParam(defaultValue = "1") @Min(1) @Max(4) int channels,
      @RequestParam(defaultValue = "10") @Min(2) @Max(1000) int classes,
      @RequestParam(required = false) @Nullable String convention) {
    return summary(name, imageSize, channels, classes, convention).asText();
  }

  private static Architecture in(Architecture architecture, String convention) {
    try {
      return switch (convention) {
        case "article" -> architecture.in(Convention.ARTICLE);
        case "torchvision" -> architecture.in(Convention.TORCHVISION);
        default ->
            throw Problem.refused(
                "convention", "must be article or torchvision, was " + convention);
      };
    } catch (IllegalArgumentException e) {
      throw Problem.refused("convention", "must be torchvision for " + architecture.name());
    }
  }

  @ExceptionHandler
  Problem unknown(UnknownArchitectureException e) {
    return Problem.of(HttpStatus.NOT_FOUND, "unknown-architecture", e.getMessage());
  }
}
