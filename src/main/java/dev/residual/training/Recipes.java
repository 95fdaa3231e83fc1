package dev.residual.training;

import dev.residual.dataset.Augmentation;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.Stem;
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

  /**
   * The best accuracy a minute: a thin network at the pictures' own size, whose maps stay large
   * without a pooling stem, and whose shortcuts have norms, without which it was seen to die at
   * high rates. SGD did better than AdamW here after the same epochs.
   */
  public static final Recipe FAST = thin("fast", List.of(1, 1, 1), 10, 3, 0);

  /** Twice as deep, five times as long, and with random erasing against learning by heart. */
  public static final Recipe ACCURATE = thin("accurate", List.of(2, 2, 2), 50, 15, 0.25);

  private static final List<Recipe> ALL = List.of(ARTICLE, FAST, ACCURATE);

  private Recipes() {}

  /**
   * @param blocks of each of the three modules
   * @param rise epochs in which the learning rate rises
   * @param randomErasing probability that a part of a picture is erased
   */
  private static Recipe thin(
      String name, List<Integer> blocks, int epochs, double rise, double randomErasing) {
    return new Recipe(
        name,
        new Architecture(
            BlockKind.BASIC, blocks, List.of(32, 64, 128), Stem.SMALL, Convention.TORCHVISION),
        "fashion-mnist",
        null,
        28,
        epochs,
        128,
        new OptimizerSpec("sgd", 0.2, 5e-4, 0.9, true),
        new ScheduleSpec("one-cycle", rise),
        new Augmentation(true, 2, randomErasing),
        0.1,
        null,
        null,
        0,
        null,
        Recipe.ANY_PRECISION,
        42,
        100);
  }

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
