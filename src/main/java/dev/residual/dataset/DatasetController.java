package dev.residual.dataset;

import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists the data sets and returns their images. */
@RestController
@RequestMapping("/datasets")
@Tag(name = "Datasets", description = "The data sets for training and their images")
class DatasetController {

  private static final int SHEET_SIZE = 100;

  private final Datasets datasets;

  DatasetController(Datasets datasets) {
    this.datasets = datasets;
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "listDatasets",
      summary = "List the data sets",
      description = "Shows for each data set whether it is ready, and otherwise how to get it.")
  DatasetList list() {
    return new DatasetList(datasets.list(), null);
  }

  @GetMapping(path = "/{name}/images", produces = MediaType.IMAGE_PNG_VALUE)
  @Operation(
      operationId = "getDatasetImages",
      summary = "Get a sheet of images",
      description =
          "Returns the first hundred images of a split, or of one class of it, as one PNG with ten"
              + " images per row.")
  @PngResponse
  byte[] sheet(
      @Parameter(example = "fashion-mnist-sample") @PathVariable String name,
      @Parameter(
              description = "The split: train or test",
              example = "test",
              schema =
                  @Schema(
                      allowableValues = {"train", "test"},
                      defaultValue = "test"))
          @RequestParam(defaultValue = "test")
          String split,
      @Parameter(
              description = "Index of a label; the sheet then has only images of this class",
              example = "9")
          @RequestParam(required = false)
          @Nullable Integer label) {
    DatasetSplit datasetSplit = DatasetSplit.of(split);
    Dataset dataset = datasets.load(name);
    LabeledImages images = datasetSplit.in(dataset);
    IntStream indices = IntStream.range(0, images.size());
    if (label != null) {
      checkLabel(label, dataset);
      indices = indices.filter(i -> images.label(i) == label);
    }
    return ContactSheet.of(images.select(indices.limit(SHEET_SIZE).toArray()));
  }

  @GetMapping(path = "/{name}/images/{split}/{index}", produces = MediaType.IMAGE_PNG_VALUE)
  @Operation(
      operationId = "getDatasetImage",
      summary = "Get one image",
      description =
          "Returns an 8-bit PNG with exactly the values of the data. It can be sent to /predict.")
  @PngResponse
  byte[] image(
      @Parameter(example = "fashion-mnist-sample") @PathVariable String name,
      @Parameter(
              description = "The split: train or test",
              example = "test",
              schema = @Schema(allowableValues = {"train", "test"}))
          @PathVariable
          String split,
      @Parameter(description = "Index of the image in the data file, from 0", example = "0")
          @PathVariable
          int index) {
    DatasetSplit datasetSplit = DatasetSplit.of(split);
    if (index < 0) {
      throw Problem.of(
          HttpStatus.BAD_REQUEST,
          "out-of-range",
          "index must not be negative, was %d; the first image has index 0".formatted(index));
    }
    LabeledImages images = datasetSplit.in(datasets.load(name));
    if (index >= images.size()) {
      throw Problem.of(
          HttpStatus.NOT_FOUND,
          "no-such-image",
          "index must be between 0 and %d for split %s of %s, was %d"
              .formatted(images.size() - 1, split, name, index));
    }
    return ContactSheet.single(images, index);
  }

  private static void checkLabel(int label, Dataset dataset) {
    int last = dataset.labels().size() - 1;
    if (label < 0 || label > last) {
      throw Problem.of(
          HttpStatus.BAD_REQUEST,
          "out-of-range",
          "label must be between 0 and %d, was %d; leave it out for all classes"
              .formatted(last, label));
    }
  }

  /** A list of all data sets. There are too few of them for a second page. */
  @Schema(name = "DatasetList")
  record DatasetList(List<DatasetView> items, @Nullable String nextCursor) {}
}
