package dev.residual.web;

/**
 * An error of one field of a request.
 *
 * @param field the field's dotted path, such as {@code optimizer.learningRate}, or a parameter's
 *     name
 * @param message what is allowed and what was found; a sentence together with the field's name
 */
public record FieldError(String field, String message) {

  public FieldError {
    // Both may quote what a client sent, and no answer can have half of a surrogate pair.
    field = UnicodeText.wellFormed(field);
    message = UnicodeText.wellFormed(message);
  }
}
