package dev.residual.training;

import dev.residual.nn.Architecture;
import dev.residual.pipeline.Augmentation;
import dev.residual.recipe.ArchitectureRequest;
import dev.residual.recipe.EarlyStopping;
import dev.residual.recipe.OptimizerSpec;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.Recipes;
import dev.residual.recipe.ScheduleSpec;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds recipes that differ from the article's in the fields that a test sets. */
final class RecipeMaker {

  Architecture architecture = Recipes.ARTICLE.architecture().toArchitecture();
  String dataset = "fashion-mnist-sample";
  @Nullable Integer trainLimit;
  int imageSize = 96;
  int epochs = 2;
  int batchSize = 64;
  OptimizerSpec optimizer = Recipes.ARTICLE.optimizer();
  ScheduleSpec schedule = Recipes.ARTICLE.schedule();
  Augmentation augmentation = Augmentation.NONE;
  double labelSmoothing;
  @Nullable Double maxGradNorm;
  double emaDecay;
  int validationSize;
  @Nullable EarlyStopping earlyStopping;
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
        trainLimit,
        imageSize,
        epochs,
        batchSize,
        optimizer,
        schedule,
        augmentation,
        labelSmoothing,
        maxGradNorm,
        emaDecay,
        validationSize,
        earlyStopping,
        precision,
        seed,
        logEvery);
  }
}
