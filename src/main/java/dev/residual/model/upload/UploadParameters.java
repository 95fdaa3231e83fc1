package dev.residual.model.upload;

import dev.residual.web.PlainName;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of {@code POST /models}, as they are sent. The texts of three of them are
 * JSON.
 *
 * @param name what the sender calls the model
 * @param architecture a preset, or the JSON of a custom network
 * @param labels a JSON array of the names of the classes, by index
 * @param head {@code drop} if the classifier is not kept
 * @param preprocessing a JSON object
 */
record UploadParameters(
    @Parameter(description = "A name for people", example = "ImageNet ResNet-18")
        @Nullable
        @Size(max = MAX_NAME, message = "must have at most {max} characters")
        @PlainName
        String name,
    @Parameter(
            description =
                "The network: resnet18, 34, 50, 101 or 152, or JSON as in POST /jobs. Unless JSON"
                    + " says so, the file decides which convention the network has.",
            example = "resnet18")
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
        @NotBlank(
            message =
                "must be given: resnet18, resnet34, resnet50, resnet101, resnet152, or JSON as in"
                    + " POST /jobs")
        String architecture,
    @Parameter(
            description =
                "The names of the classes in the order of the head's outputs, as a JSON array. By"
                    + " default they are read from the text labels of the file's metadata, where"
                    + " there is room for more than in a URL.",
            example = "[\"cat\", \"dog\"]")
        @Nullable String labels,
    @Parameter(
            description =
                "drop keeps no head. The model is then a backbone: it cannot classify, but others"
                    + " can be trained from it.")
        @Schema(allowableValues = DROP)
        @Nullable
        @Pattern(regexp = DROP, message = "must be drop, or not be given")
        String head,
    @Parameter(
            description =
                "What is done to an image before the network sees it, as JSON with the fields of"
                    + " preprocessing in GET /models. Fields that are not given have the usual"
                    + " values: for color those of ImageNet, for gray those of Fashion-MNIST. With"
                    + " channels 1, a network of colors takes gray images.",
            example = "{\"imageSize\": 224, \"storedSize\": 256, \"crop\": 0.875}")
        @Nullable String preprocessing,
    @Parameter(description = "The licence of the weights", example = "BSD-3-Clause")
        @Nullable
        @Size(max = MAX_LICENCE, message = "must have at most {max} characters")
        @PlainName
        String licence,
    @Parameter(
            description = "Where the weights are from",
            example = "https://pytorch.org/vision/stable/models")
        @Nullable
        @Size(max = MAX_SOURCE, message = "must have at most {max} characters")
        @PlainName
        String source) {

  static final String DROP = "drop";
  private static final int MAX_NAME = 100;
  private static final int MAX_LICENCE = 200;
  private static final int MAX_SOURCE = 1_000;
}
