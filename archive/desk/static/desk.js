// The desk works without this. With it: the page of a job at work shows what it writes, and loads itself again when it has ended.
const output = document.querySelector("#output[data-job]");
if (output) {
  output.scrollTop = output.scrollHeight;
  const look = async () => {
    try {
      const answer = await fetch(`/jobs/${output.dataset.job}.json`);
      if (!answer.ok) { location.reload(); return; }
      const job = await answer.json();
      if (job.state !== "running") { location.reload(); return; }
      const below = output.scrollHeight - output.scrollTop - output.clientHeight < 40;
      if (job.output) output.textContent = job.output;
      if (below) output.scrollTop = output.scrollHeight;
    } catch { /* the desk is away for a moment; look again */ }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1000);
}
