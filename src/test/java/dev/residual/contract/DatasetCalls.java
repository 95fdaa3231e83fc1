package dev.residual.contract;

import static org.awaitility.Awaitility.await;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.POST;

import dev.residual.dataset.own.TestImages;
import dev.residual.job.JobClient;
import java.time.Duration;
import org.springframework.http.MediaType;

/** What clients do with data sets, and with the devices and architectures to train on them. */
final class DatasetCalls extends ContractCalls {

  static final String SAMPLE = "/datasets/fashion-mnist-sample/images";

  DatasetCalls(JobClient jobs, ApiContract contract) {
    super(jobs, contract);
  }

  void ask() throws Exception {
    askForTheRest();
    uploadADataset();
  }

  private void askForTheRest() {
    expect(200, get("/devices"));
    expect(200, get("/datasets"));
    expect(200, get("/datasets/fashion-mnist-sample"));
    expect(200, get(SAMPLE));
    expect(200, get(SAMPLE + "/test/0"));
    expect(200, get("/architectures"));
    expect(200, get("/architectures/resnet18/summary"));
    expect(
        200,
        contract.check(
            http.get()
                .uri("/architectures/resnet18/summary")
                .accept(MediaType.TEXT_PLAIN)
                .exchange()));
  }

  private void uploadADataset() throws Exception {
    String upload = "/datasets?name=contract";
    MediaType bytes = MediaType.APPLICATION_OCTET_STREAM;
    byte[] archive = TestImages.zip(10, "cat", "dog");
    expect(202, send(POST, upload, bytes, archive));
    expect(409, send(POST, upload, bytes, TestImages.zip(11, "cat", "dog")));
    expect(415, send(POST, upload + "2", bytes, new byte[1]));
    String dataset = "/datasets/contract@1";
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> body(expect(200, get(dataset))).path("ready").asBoolean());
    expect(200, send(POST, upload, bytes, archive));
    expect(200, get(dataset + "/report"));
    expect(200, get(dataset + "/report/unreadable"));
    expect(200, get(dataset + "/images?show=leaks"));
    expect(200, get(dataset + "/images?show=near-leaks"));
    expect(404, get("/datasets/fashion-mnist/report"));
    expect(400, send(DELETE, "/datasets/contract"));
    expect(204, send(DELETE, dataset));
    expect(404, send(DELETE, dataset));
  }
}
