package dev.residual.recipe;

import dev.residual.CodedException;

/** Is thrown when a recipe cannot work. It names the field and the reason. */
public class InvalidRecipeException extends RuntimeException implements CodedException {

  private final String field;
  private final String reason;

  public InvalidRecipeException(String field, String reason) {
    super(field + " " + reason);
    this.field = field;
    this.reason = reason;
  }

  /** Returns the path of the field, such as {@code optimizer.learningRate}. */
  public String field() {
    return field;
  }

  /** Returns what is wrong, as words that complete a sentence after the field's name. */
  public String reason() {
    return reason;
  }

  @Override
  public String code() {
    return "invalid-recipe";
  }
}
