package dev.residual.model.provenance;

import dev.residual.model.provenance.Reproduction.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Lists in what two trainings of one request differ. What is not known of one is left out. */
final class OutcomeDifferences {

  /** The reasons why accelerations are off may be long. */
  private static final int MAX_LENGTH = 200;

  private final List<Difference> found = new ArrayList<>();

  private OutcomeDifferences() {}

  static List<Difference> of(Outcome first, Outcome again) {
    OutcomeDifferences differences = new OutcomeDifferences();
    differences.compare("precision", first.precision(), again.precision());
    differences.compare("steps", first.steps(), again.steps());
    Provenance one = first.provenance();
    Provenance other = again.provenance();
    if (one != null && other != null) {
      differences.compare(one.machine(), other.machine());
    }
    differences.compare("versions", first.versions(), again.versions());
    if (one != null && other != null) {
      differences.compare(one.build(), other.build());
    }
    return List.copyOf(differences.found);
  }

  private void compare(Machine first, Machine again) {
    compare("device", first.device(), again.device());
    compare("hardware", first.hardware(), again.hardware());
    compare("threads", first.threads(), again.threads());
    compare("system", first.system(), again.system());
    compare("accelerations", first.accelerations(), again.accelerations());
  }

  private void compare(Build first, Build again) {
    compare("commit", first.commit(), again.commit());
    compare("modified", first.modified(), again.modified());
  }

  private void compare(String what, Map<String, String> first, Map<String, String> again) {
    TreeSet<String> names = new TreeSet<>(first.keySet());
    names.retainAll(again.keySet());
    for (String name : names) {
      compare(what + "." + name, first.get(name), again.get(name));
    }
  }

  private void compare(String what, @Nullable Object first, @Nullable Object again) {
    if (first != null && again != null && !first.equals(again)) {
      found.add(new Difference(what, shortened(first), shortened(again)));
    }
  }

  private static String shortened(Object value) {
    String text = value.toString();
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "\u2026";
  }
}
