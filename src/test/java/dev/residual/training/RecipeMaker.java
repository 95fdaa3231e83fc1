package dev.residual.training;

import dev.residual.nn.Architecture;
import dev.residual.pipeline.Augmentation;
import dev.residual.pipeline.Crop;
import dev.residual.recipe.ArchitectureRequest;
import dev.residual.recipe.ClassBalance;
import dev.residual.recipe.EarlyStopping;
import dev.residual.recipe.Freeze;
import dev.residual.recipe.NormalizationKind;
import dev.residual.recipe.OptimizerSpec;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.Recipes;
import dev.residual.recipe.ScheduleSpec;
import dev.residual.recipe.SelectBy;
import dev.residual.recipe.ValidationSize;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds recipes that differ from the article's in the fields that a test sets. */
final class RecipeMaker {

  Architecture architecture = Recipes.ARTICLE.architecture().toArchitecture();
  String dataset = "fashion-mnist-sample";
  @Nullable String initialModel;
  @Nullable Integer trainLimit;
  int imageSize = 96;
  int epochs = 2;
  int minSteps;
  int batchSize = 64;
  OptimizerSpec optimizer = Recipes.ARTICLE.optimizer();
  ScheduleSpec schedule = Recipes.ARTICLE.schedule();
  int freeze;
  double layerDecay = 1;
  @Nullable NormalizationKind normalization;
  @Nullable Crop crop;
  Augmentation augmentation = Augmentation.NONE;
  ClassBalance classBalance = ClassBalance.NONE;
  double labelSmoothing;
  @Nullable Double maxGradNorm;
  double emaDecay;
  @Nullable Integer validationSize;
  @Nullable EarlyStopping earlyStopping;
  SelectBy selectBy = SelectBy.TOP1;
  String precision = "fp32";
  long seed = 42;
  int logEvery = 100;

  static Recipe with(Consumer<RecipeMaker> changes) {
    RecipeMaker fields = new RecipeMaker();
    changes.accept(fields);
    return fields.build();
  }

  private Recipe build() {
    return new Recipe(
        ArchitectureRequest.of(architecture),
        dataset,
        initialModel,
        trainLimit,
        imageSize,
        epochs,
        minSteps,
        batchSize,
        optimizer,
        schedule,
        new Freeze(freeze),
        layerDecay,
        normalization,
        crop,
        augmentation,
        classBalance,
        labelSmoothing,
        maxGradNorm,
        emaDecay,
        validationSize(),
        earlyStopping,
        selectBy,
        precision,
        seed,
        logEvery);
  }

  private @Nullable ValidationSize validationSize() {
    return validationSize == null ? null : new ValidationSize(validationSize);
  }
}
