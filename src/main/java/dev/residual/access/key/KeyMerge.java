package dev.residual.access.key;

import dev.residual.web.JsonParameter;
import dev.residual.web.Problem;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Applies a JSON Merge Patch (RFC 7396) to what can be changed of a key. */
@Component
class KeyMerge {

  private static final String BODY = "body";

  private final JsonMapper json;
  private final Validator validator;

  KeyMerge(JsonMapper json, Validator validator) {
    this.json = json;
    this.validator = validator;
  }

  /**
   * Returns the patch as an object.
   *
   * @throws Problem 400 if it is none, or changes nothing
   */
  ObjectNode requireChange(JsonNode patch) {
    if (!(patch instanceof ObjectNode object)) {
      throw Problem.refused(BODY, "must be an object with a new name, expiresAt or limits");
    }
    if (object.isEmpty()) {
      throw Problem.refused(BODY, "must have a new name, expiresAt or limits");
    }
    return object;
  }

  /**
   * Returns what a patch makes of a key, of which everything else stays.
   *
   * @throws JsonParameter.UnreadableException if a field is not known, or has a value of a wrong
   *     type
   * @throws ConstraintViolationException if a value is not allowed
   */
  KeyPatch apply(ObjectNode patch, KeyPatch before) {
    ObjectNode merged = json.valueToTree(before);
    merge(merged, patch);
    KeyPatch after = JsonParameter.read(json, BODY, merged.toString(), new TypeReference<>() {});
    Set<ConstraintViolation<KeyPatch>> violations = validator.validate(after);
    if (!violations.isEmpty()) {
      throw new ConstraintViolationException(violations);
    }
    return after;
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      if (field.getValue() instanceof ObjectNode inner
          && target.get(field.getKey()) instanceof ObjectNode known) {
        merge(known, inner);
      } else {
        target.set(field.getKey(), field.getValue());
      }
    }
  }
}
