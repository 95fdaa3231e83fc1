package dev.residual.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.Stem;
import dev.residual.pipeline.Augmentation;
import dev.residual.pipeline.Crop;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecipesTests {

  @Test
  void articleEqualsTheArticlesSettings() {
    assertThat(Recipes.ARTICLE)
        .isEqualTo(
            new Recipe(
                ArchitectureRequest.named("resnet18"),
                "fashion-mnist",
                null,
                null,
                96,
                2,
                0,
                64,
                new OptimizerSpec("adam", 0.001, 0),
                new ScheduleSpec("constant", 0),
                Freeze.NONE,
                1,
                null,
                null,
                Augmentation.NONE,
                ClassBalance.NONE,
                0,
                null,
                0,
                null,
                null,
                SelectBy.TOP1,
                "auto",
                42,
                100));
  }

  @Test
  void fastAndAccurateAreThinNetworksAtTheOriginalSize() {
    assertThat(Recipes.FAST)
        .isEqualTo(
            thin(
                List.of(1, 1, 1, 1),
                List.of(16, 32, 128, 128),
                7,
                new OptimizerSpec("sgd", 0.6, 2e-4, 0.9, true),
                1,
                0,
                0.05));
    assertThat(Recipes.ACCURATE)
        .isEqualTo(
            thin(
                List.of(2, 2, 2),
                List.of(32, 64, 128),
                60,
                new OptimizerSpec("sgd", 0.2, 5e-4, 0.9, true),
                18,
                0.25,
                0.1));
  }

  private static Recipe thin(
      List<Integer> blocks,
      List<Integer> channels,
      int epochs,
      OptimizerSpec optimizer,
      double warmupEpochs,
      double randomErasing,
      double labelSmoothing) {
    return new Recipe(
        ArchitectureRequest.of(
            new Architecture(
                BlockKind.BASIC, blocks, channels, Stem.SMALL, Convention.TORCHVISION)),
        "fashion-mnist",
        null,
        null,
        28,
        epochs,
        0,
        128,
        optimizer,
        new ScheduleSpec("one-cycle", warmupEpochs),
        Freeze.NONE,
        1,
        null,
        null,
        new Augmentation(true, 1, randomErasing),
        ClassBalance.NONE,
        labelSmoothing,
        null,
        0,
        null,
        null,
        SelectBy.TOP1,
        "auto",
        42,
        100);
  }

  @Test
  void everyRecipeIsValid() {
    try (var factory = Validation.buildDefaultValidatorFactory()) {
      Validator validator = factory.getValidator();
      for (String name : Recipes.names()) {
        Recipe recipe = Recipes.find(name).orElseThrow();

        assertThat(validator.validate(recipe)).as(name).isEmpty();
        Recipe withModel = Recipes.change(recipe).set("initialModel", "mine").toRecipe();
        assertThatCode(withModel::requireConsistent).as(name).doesNotThrowAnyException();
      }
    }
  }

  @Test
  void documentationListsEveryRecipe() throws IOException {
    Map<String, List<String>> table = documentedTable();
    List<String> names = List.copyOf(Recipes.names());

    assertThat(names).containsExactly("article", "fast", "accurate", "finetune");
    for (int i = 0; i < names.size(); i++) {
      Recipe recipe = Recipes.find(names.get(i)).orElseThrow();
      Augmentation augmentation = recipe.augmentation();
      assertThat(cell(table, "image size", i)).startsWith(recipe.imageSize() + " px");
      assertThat(cell(table, "epochs", i)).isEqualTo("" + recipe.epochs());
      assertThat(cell(table, "`minSteps`", i)).isEqualTo("" + recipe.minSteps());
      assertThat(cell(table, "batch size", i)).isEqualTo("" + recipe.batchSize());
      assertThat(cell(table, "optimizer", i)).isEqualTo(documented(recipe.optimizer()));
      assertThat(cell(table, "weight decay", i))
          .isEqualTo(number(recipe.optimizer().weightDecay()));
      assertThat(cell(table, "schedule", i)).isEqualTo(documented(recipe.schedule()));
      assertThat(cell(table, "`freeze.epochs`", i)).isEqualTo("" + recipe.freeze().epochs());
      assertThat(cell(table, "`layerDecay`", i)).isEqualTo(number(recipe.layerDecay()));
      assertThat(cell(table, "`horizontalFlip`", i)).isEqualTo("" + augmentation.horizontalFlip());
      assertThat(cell(table, "`maxShift`", i)).isEqualTo("" + augmentation.maxShift());
      assertThat(cell(table, "`randomErasing`", i)).isEqualTo(number(augmentation.randomErasing()));
      assertThat(cell(table, "`labelSmoothing`", i)).isEqualTo(number(recipe.labelSmoothing()));
      assertThat(cell(table, "`emaDecay`", i)).isEqualTo(number(recipe.emaDecay()));
      assertThat(cell(table, "`selectBy`", i).toUpperCase(Locale.ROOT).replace('-', '_'))
          .isEqualTo(recipe.selectBy().name());
    }
  }

  @Test
  void givenFieldsOverrideTheRecipe() {
    Recipe recipe = Recipes.parse("{\"epochs\": 14, \"emaDecay\": 0.9}", Recipes.FAST);

    assertThat(recipe.epochs()).isEqualTo(14);
    assertThat(recipe.emaDecay()).isEqualTo(0.9);
    assertThat(recipe.schedule().warmupEpochs()).as("the warm-up keeps its share").isEqualTo(2);
    assertThat(recipe.optimizer()).isEqualTo(Recipes.FAST.optimizer());
    assertThat(Recipes.parse("{\"seed\": null}", Recipes.FAST)).isEqualTo(Recipes.FAST);
  }

  @Test
  void frozenEpochsAndWarmUpKeepTheirShares() {
    Recipe twice = Recipes.parse("{\"epochs\": 24}", Recipes.FINETUNE);
    Recipe linear = Recipes.parse("{\"freeze\": {\"epochs\": 12}}", Recipes.FINETUNE);

    Recipe two = Recipes.parse("{\"epochs\": 2}", Recipes.FINETUNE);

    assertThat(twice.freeze()).isEqualTo(new Freeze(4));
    assertThat(two.freeze()).as("the classifier is never random").isEqualTo(new Freeze(1));
    assertThat(twice.schedule().warmupEpochs()).isEqualTo(6);
    assertThat(linear.schedule().warmupEpochs()).as("no epoch is left for it").isZero();
  }

  @Test
  void leastNumberOfStepsGoesWithTheDefaultEpochsOnly() {
    assertThat(Recipes.parse("{}", Recipes.FINETUNE).minSteps()).isEqualTo(500);
    assertThat(Recipes.parse("{\"epochs\": 3}", Recipes.FINETUNE).minSteps()).isZero();
    assertThat(Recipes.parse("{\"epochs\": 3, \"minSteps\": 9}", Recipes.FINETUNE).minSteps())
        .isEqualTo(9);
  }

  @Test
  void cropHasDefaultsForWhatIsNotGiven() {
    assertThat(Recipes.parse("{\"crop\": {}}", Recipes.FAST).crop()).isEqualTo(Crop.DEFAULT);
    assertThat(Recipes.parse("{\"crop\": {\"scale\": [0.1, 0.2]}}", Recipes.FAST).crop())
        .isEqualTo(new Crop(List.of(0.1, 0.2), List.of(0.75, 1.333)));
    assertThat(Recipes.parse("{\"crop\": null}", Recipes.FINETUNE).crop()).isNull();
    assertThat(Recipes.parse("{}", Recipes.FINETUNE).crop()).isEqualTo(Crop.DEFAULT);
  }

  @Test
  void validationImagesOfTheDataSetAreUsedUnlessANumberIsGiven() {
    Recipe open = Recipes.FAST;
    Recipe given = Recipes.parse("{\"validationSize\": \"given\"}", Recipes.FAST);
    Recipe held = Recipes.parse("{\"validationSize\": 100}", Recipes.FAST);
    Recipe none = Recipes.parse("{\"validationSize\": 0}", Recipes.FAST);

    assertThat(List.of(open.usesGivenValidation(5), given.usesGivenValidation(5)))
        .containsOnly(true);
    assertThat(
            List.of(
                open.usesGivenValidation(0),
                held.usesGivenValidation(5),
                none.usesGivenValidation(5)))
        .containsOnly(false);
    assertThat(held.heldOut()).isEqualTo(100);
    assertThat(open.heldOut()).isZero();
  }

  @Test
  void inconsistentFieldsAreRejected() {
    assertRejected(
        "{\"optimizer\": {\"momentum\": 0.9}}",
        "optimizer.momentum goes with sgd only, was 0.9 with adam; leave it out");
    assertRejected(
        "{\"optimizer\": {\"name\": \"sgd\", \"nesterov\": true}}",
        "optimizer.nesterov needs a momentum above 0, was 0");
    assertRejected(
        "{\"schedule\": {\"warmupEpochs\": 2}}",
        "schedule.warmupEpochs must be less than the 2 epochs after freeze, was 2.0");
    assertRejected(
        "{\"freeze\": {\"epochs\": 1}}",
        "initialModel must be the id or an alias of a model, because random weights cannot stay as"
            + " they are for freeze.epochs of 1, was not given");
    assertRejected(
        "{\"freeze\": {\"epochs\": 3}, \"initialModel\": \"mine\"}",
        "freeze.epochs must be at most the 2 epochs, was 3");
    assertRejected(
        "{\"freeze\": {\"epochs\": 1}, \"initialModel\": \"mine\","
            + " \"schedule\": {\"warmupEpochs\": 1}}",
        "schedule.warmupEpochs must be less than the 1 epochs after freeze, was 1.0");
  }

  private static void assertRejected(String given, String message) {
    Recipe recipe = Recipes.parse(given, Recipes.ARTICLE);

    assertThatExceptionOfType(InvalidRecipeException.class)
        .isThrownBy(recipe::requireConsistent)
        .withMessage(message);
  }

  /** Returns the rows of the table of recipes in docs/training.md, by their first cell. */
  private static Map<String, List<String>> documentedTable() throws IOException {
    Map<String, List<String>> table = new HashMap<>();
    String text = Files.readString(Path.of("docs/training.md"));
    text.substring(text.indexOf("## Recipes"))
        .lines()
        .filter(line -> line.startsWith("| "))
        .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
        .forEach(cells -> table.putIfAbsent(cells.get(1), cells.subList(2, cells.size())));
    return table;
  }

  private static String cell(Map<String, List<String>> table, String row, int recipe) {
    assertThat(table).containsKey(row);
    return table.get(row).get(recipe);
  }

  private static String documented(OptimizerSpec optimizer) {
    String rate = number(optimizer.learningRate());
    return optimizer.name().equals("sgd")
        ? "SGD, %s, momentum %s%s"
            .formatted(
                rate,
                number(optimizer.momentum()),
                Boolean.TRUE.equals(optimizer.nesterov()) ? ", Nesterov" : "")
        : (optimizer.name().equals("adamw") ? "AdamW, " : "Adam, ") + rate;
  }

  private static String documented(ScheduleSpec schedule) {
    return schedule.warmupEpochs() == 0
        ? schedule.name()
        : "%s, `warmupEpochs` %s".formatted(schedule.name(), number(schedule.warmupEpochs()));
  }

  /** Returns a number as people write it: 0.0005, not 5.0E-4. */
  private static String number(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }
}
