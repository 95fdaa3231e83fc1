package dev.residual.recipe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The named recipes. Each is written as the JSON that a request could have. */
public final class Recipes {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** The recipe of the article. */
  public static final Recipe ARTICLE =
      parse(
          """
          {
            "architecture": "resnet18",
            "dataset": "fashion-mnist",
            "imageSize": 96, // pixels
            "epochs": 2,
            "minSteps": 0,
            "batchSize": 64, // images
            "optimizer": {"name": "adam", "learningRate": 0.001, "weightDecay": 0},
            "schedule": {"name": "constant", "warmupEpochs": 0},
            "freeze": {"epochs": 0},
            "layerDecay": 1,
            "augmentation": {"horizontalFlip": false, "maxShift": 0, "randomErasing": 0, "color": 0},
            "classBalance": "none",
            "labelSmoothing": 0,
            "emaDecay": 0, // none
            "selectBy": "top1",
            "precision": "auto",
            "seed": 42,
            "logEvery": 100 // steps
          }""");

  /**
   * The recipe with the best accuracy per minute of training. Its thin network takes images at
   * their original size and keeps feature maps large, because its stem does not pool. Most of its
   * channels are where maps are small and cost little. Its shortcuts have norms; without them,
   * training diverged at high learning rates. SGD reached a better accuracy than AdamW after the
   * same number of epochs.
   */
  public static final Recipe FAST =
      parse(
          """
          {
            "architecture": {
              "block": "basic", "blocks": [1, 1, 1, 1], "channels": [16, 32, 128, 128],
              "stem": "small", "convention": "torchvision"
            },
            "dataset": "fashion-mnist",
            "imageSize": 28, // pixels
            "epochs": 7,
            "minSteps": 0,
            "batchSize": 128, // images
            "optimizer": {
              "name": "sgd", "learningRate": 0.6, "weightDecay": 0.0002,
              "momentum": 0.9, "nesterov": true
            },
            "schedule": {"name": "one-cycle", "warmupEpochs": 1},
            "freeze": {"epochs": 0},
            "layerDecay": 1,
            "augmentation": {
              "horizontalFlip": true,
              "maxShift": 1, // pixel of the original image
              "randomErasing": 0,
              "color": 0
            },
            "classBalance": "none",
            "labelSmoothing": 0.05,
            "emaDecay": 0, // none
            "selectBy": "top1",
            "precision": "auto",
            "seed": 42,
            "logEvery": 100 // steps
          }""");

  /**
   * The recipe for high accuracy: two blocks in each stage, many epochs, and random erasing against
   * overfitting.
   */
  public static final Recipe ACCURATE =
      parse(
          """
          {
            "architecture": {
              "block": "basic", "blocks": [2, 2, 2], "channels": [32, 64, 128],
              "stem": "small", "convention": "torchvision"
            },
            "dataset": "fashion-mnist",
            "imageSize": 28, // pixels
            "epochs": 60,
            "minSteps": 0,
            "batchSize": 128, // images
            "optimizer": {
              "name": "sgd", "learningRate": 0.2, "weightDecay": 0.0005,
              "momentum": 0.9, "nesterov": true
            },
            "schedule": {"name": "one-cycle", "warmupEpochs": 18},
            "freeze": {"epochs": 0},
            "layerDecay": 1,
            "augmentation": {
              "horizontalFlip": true,
              "maxShift": 1, // pixel of the original image
              "randomErasing": 0.25, // probability
              "color": 0
            },
            "classBalance": "none",
            "labelSmoothing": 0.1,
            "emaDecay": 0, // none
            "selectBy": "top1",
            "precision": "auto",
            "seed": 42,
            "logEvery": 100 // steps
          }""");

  /**
   * The recipe for a model that has learned other images already. First only the classifier learns,
   * because a random one would change good features (Kumar et al., 2022, "Fine-Tuning can Distort
   * Pretrained Features and Underperform Out-of-Distribution"); then layers learn the more slowly
   * the more general their features are. Small data sets get more epochs.
   */
  public static final Recipe FINETUNE =
      parse(
          """
          {
            "architecture": "resnet18", // or that of the initial model
            "dataset": "fashion-mnist",
            "imageSize": 224, // pixels, or that of the initial model
            "epochs": 12,
            "minSteps": 500,
            "batchSize": 32, // images
            "optimizer": {"name": "adamw", "learningRate": 0.001, "weightDecay": 0.05},
            "schedule": {"name": "one-cycle", "warmupEpochs": 3},
            "freeze": {"epochs": 2},
            "layerDecay": 0.4,
            "crop": {"scale": [0.35, 1], "ratio": [0.75, 1.333]},
            "augmentation": {"horizontalFlip": true, "maxShift": 0, "randomErasing": 0, "color": 0},
            "classBalance": "none",
            "labelSmoothing": 0.1,
            "emaDecay": 0.99,
            "validationSize": "auto",
            "selectBy": "loss", // few held-out images have many epochs of equal accuracy
            "precision": "auto",
            "seed": 42,
            "logEvery": 100 // steps
          }""");

  private static final Map<String, Recipe> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("article", ARTICLE);
    BY_NAME.put("fast", FAST);
    BY_NAME.put("accurate", ACCURATE);
    BY_NAME.put("finetune", FINETUNE);
  }

  private Recipes() {}

  private static Recipe parse(String json) {
    return JSON.readValue(json, Recipe.class);
  }

  /**
   * Returns the base recipe with the fields of a JSON object in place of its own, and with the
   * defaults that depend on them.
   */
  public static Recipe parse(String json, Recipe base) {
    ObjectNode given = (ObjectNode) JSON.readTree(json);
    return JSON.treeToValue(RecipeDefaults.fill(given, base), Recipe.class);
  }

  /** Starts to change a recipe, which stays as it is itself. */
  public static Changes change(Recipe recipe) {
    return new Changes(JSON.valueToTree(recipe));
  }

  /** The fields of a recipe, some of which are changed. */
  public static final class Changes {

    private final ObjectNode fields;

    private Changes(ObjectNode fields) {
      this.fields = fields;
    }

    /** Sets the value of a field; null leaves out an optional one. */
    public Changes set(String field, @Nullable Object value) {
      fields.set(field, JSON.valueToTree(value));
      return this;
    }

    /** Returns the changed recipe. */
    public Recipe toRecipe() {
      return JSON.treeToValue(fields, Recipe.class);
    }
  }

  /** Returns the names of all recipes. */
  public static Set<String> names() {
    return BY_NAME.keySet();
  }

  /** Returns the recipe with this name, or empty if there is none. */
  public static Optional<Recipe> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }
}
