package dev.residual.training;

import dev.residual.CodedException;

/** A recipe cannot work; says which field is to blame, and why. */
public class ImpossibleRecipeException extends RuntimeException implements CodedException {

  private final String field;
  private final String reason;

  public ImpossibleRecipeException(String field, String reason) {
    super(field + " " + reason);
    this.field = field;
    this.reason = reason;
  }

  /** Dotted path of the field, {@code optimizer.learningRate}. */
  public String field() {
    return field;
  }

  /** What is wrong with it, to be read behind the field's name. */
  public String reason() {
    return reason;
  }

  @Override
  public String code() {
    return "invalid-recipe";
  }
}
