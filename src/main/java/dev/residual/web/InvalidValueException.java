package dev.residual.web;

/**
 * Thrown by a type's own check, such as a record's constructor or a deserializer, when a client's
 * value is refused. The message is shown to the client.
 */
public class InvalidValueException extends IllegalArgumentException {

  /**
   * @param message what is wrong with the value and what is allowed
   */
  public InvalidValueException(String message) {
    super(message);
  }
}
