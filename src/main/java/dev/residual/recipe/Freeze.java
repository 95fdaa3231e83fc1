package dev.residual.recipe;

import dev.residual.pipeline.DecimalRange;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * The part of a training in which only the classifier learns. The rest of the network stays as the
 * initial model has it, running statistics included, so its features of each image are computed
 * once, without augmentation.
 *
 * @param epochs number of epochs at the start of the training; 0 for none
 */
@Schema(name = "Freeze")
public record Freeze(
    @Schema(
            description =
                "number of epochs, at the start, in which only the classifier learns, at the"
                    + " highest rate of the schedule and from images without augmentation; they"
                    + " need an initialModel",
            example = "2")
        @DecimalRange(min = "0", max = Recipe.MAX_EPOCHS)
        int epochs) {

  /** The whole network learns from the start. */
  public static final Freeze NONE = new Freeze(0);
}
