package dev.residual.inference;

import dev.residual.model.ModelStore;
import dev.residual.model.RegisteredModel;
import dev.residual.torch.Devices;
import jakarta.annotation.PreDestroy;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The models in memory: read when first asked for, and put away when too many others were. */
@Component
class Classifiers {

  private final ModelStore store;
  private final Devices devices;
  private final int capacity;

  /** The one asked for longest ago comes first. */
  private final Map<UUID, Classifier> loaded = new LinkedHashMap<>(16, 0.75f, true);

  Classifiers(ModelStore store, Devices devices, ServingSettings settings) {
    this.store = store;
    this.devices = devices;
    capacity = settings.models();
  }

  /** What one model says to some pictures; on a thread whose grad mode is off. */
  Answer ask(RegisteredModel model, List<byte[]> pictures) {
    while (true) {
      Classifier classifier = of(model);
      try {
        return new Answer(classifier.labels(), classifier.probabilities(pictures));
      } catch (Classifier.ClosedException e) {
        // Others pushed it out in between; it is read again.
      }
    }
  }

  private synchronized Classifier of(RegisteredModel model) {
    Classifier classifier = loaded.get(model.id());
    if (classifier == null) {
      classifier = new Classifier(model, store, devices.forServing());
      loaded.put(model.id(), classifier);
      putAwaySurplus();
    }
    return classifier;
  }

  private void putAwaySurplus() {
    Iterator<Classifier> oldestFirst = loaded.values().iterator();
    while (loaded.size() > capacity) {
      oldestFirst.next().close();
      oldestFirst.remove();
    }
  }

  @PreDestroy
  synchronized void close() {
    loaded.values().forEach(Classifier::close);
    loaded.clear();
  }
}
