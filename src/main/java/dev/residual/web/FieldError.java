package dev.residual.web;

/**
 * What is wrong with one field of a request.
 *
 * @param field dotted path, {@code optimizer.learningRate}, or a parameter's name
 * @param message to be read behind the field's name; says what was found and what would do
 */
public record FieldError(String field, String message) {}
