package dev.residual.web;

import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads parameters of a URL whose values are JSON. */
public final class JsonParameter {

  private JsonParameter() {}

  /** Thrown when the value of a parameter cannot be read. It is answered with 400. */
  public static final class UnreadableException extends RuntimeException {

    private final String parameter;
    private final JacksonException reason;

    UnreadableException(String parameter, JacksonException reason) {
      super(parameter + " could not be read", reason);
      this.parameter = parameter;
      this.reason = reason;
    }

    /** Returns the name of the parameter. */
    public String parameter() {
      return parameter;
    }

    /** Returns what is wrong with its value. */
    public JacksonException reason() {
      return reason;
    }
  }

  /**
   * Returns a part of a body that was read before as a type.
   *
   * @param parameter the name of the part, which is put before the names of its fields
   * @throws UnreadableException if the part is not of this type
   */
  public static <T> T read(JsonMapper json, String parameter, JsonNode value, Class<T> type) {
    try {
      return json.treeToValue(value, type);
    } catch (JacksonException e) {
      throw new UnreadableException(parameter, e);
    }
  }

  /**
   * Returns the value of a parameter.
   *
   * @param json the mapper, which decides how strict the reading is
   * @throws UnreadableException if the value is not JSON of this type
   */
  public static <T> T read(JsonMapper json, String parameter, String value, TypeReference<T> type) {
    try {
      return json.readValue(value, type);
    } catch (JacksonException e) {
      throw new UnreadableException(parameter, e);
    }
  }
}
