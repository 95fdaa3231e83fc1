package dev.residual.training;

import dev.residual.dataset.Augmentation;
import dev.residual.nn.Architecture;
import java.util.List;

/** The recipes that bear a name. */
public final class Recipes {

  /** The article's: ResNet-18, 96 px, Adam at 0.001, two epochs in batches of 64. */
  public static final Recipe ARTICLE =
      new Recipe(
          "article",
          Architecture.preset("resnet18"),
          "fashion-mnist",
          null,
          96,
          2,
          64,
          new OptimizerSpec("adam", 0.001, 0),
          new ScheduleSpec("constant", 0),
          Augmentation.NONE,
          0,
          null,
          null,
          0,
          null,
          Recipe.ANY_PRECISION,
          42,
          100);

  private static final List<Recipe> ALL = List.of(ARTICLE);

  private Recipes() {}

  /** Their names. */
  public static List<String> names() {
    return ALL.stream().map(Recipe::name).toList();
  }

  /**
   * The one that bears a name.
   *
   * @throws IllegalArgumentException if none does
   */
  public static Recipe named(String name) {
    return ALL.stream()
        .filter(recipe -> recipe.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be one of %s, was %s".formatted(String.join(", ", names()), name)));
  }
}
