package dev.residual.lineage;

import dev.residual.dataset.DatasetNotReadyException;
import dev.residual.dataset.Datasets;
import dev.residual.dataset.UnknownDatasetException;
import dev.residual.lineage.LineageModel.DatasetReference.State;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Tells whether the data that a model was trained on is still there. */
@Component
class TrainedData {

  private final Datasets datasets;

  TrainedData(Datasets datasets) {
    this.datasets = datasets;
  }

  /**
   * Returns whether a data set is there as it was. The number of a deleted version may be given to
   * another one, so that only the digests tell.
   *
   * @param name its name and version
   * @param digests those of its content when the model was trained, by name
   */
  State state(String name, Map<String, String> digests) {
    try {
      return datasets.requireReady(name).digests().equals(digests) ? State.READY : State.CHANGED;
    } catch (UnknownDatasetException e) {
      return State.DELETED;
    } catch (DatasetNotReadyException e) {
      return State.MISSING;
    }
  }
}
