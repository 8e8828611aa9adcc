"""Every fault of network, HTTP, lists, process and storage that concerns the crawl has a test, by the number of the catalogue."""

import importlib.util
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COVERED = {
    "1 name service": ("test_crawl", "test_a_host_that_cannot_be_reached_is_told_and_recorded",
                       "test_one_site_that_fails_does_not_hurt_another"),
    "2 connection refused": ("test_crawl", "test_a_host_that_cannot_be_reached_is_told_and_recorded"),
    "3 TLS": ("test_download", "test_tls_is_checked", "test_legacy_tls_lets_old_ciphers_in_for_that_site_only"),
    "4 one byte a second": ("test_download", "test_a_body_that_trickles_meets_the_total_deadline"),
    "5 short body": ("test_download", "test_a_body_that_ends_short_is_kept_and_named"),
    "6 endless body": ("test_download", "test_a_body_that_ends_short_is_kept_and_named"),
    "7 bombs": ("test_download", "test_content_codings_are_undone_as_far_as_they_go"),
    "8 coding lies": ("test_download", "test_content_codings_are_undone_as_far_as_they_go"),
    "9 one page for every host": ("test_traps", "test_one_page_from_many_hosts_is_the_networks"),
    "10 network drops": ("test_crawl", "test_a_network_that_drops_for_a_while_is_sat_out"),
    "11 Retry-After": ("test_crawl", "test_a_host_that_asks_for_patience_is_given_it_and_the_others_go_on"),
    "12 challenge": ("test_crawl", "test_a_site_that_only_challenges_is_left_alone"),
    "13 soft error": ("test_frontier", "test_an_error_or_empty_page_is_never_a_version_nor_a_withdrawal"),
    "14 withdrawal": ("test_frontier", "test_a_withdrawal_takes_two_different_days", "test_a_document_that_comes_back_is_not_withdrawn"),
    "15 redirects": ("test_download", "test_a_redirect_is_followed_only_where_it_may", "test_every_hop_of_a_redirect_is_kept"),
    "17 not modified for ever": ("test_frontier", "test_a_server_that_says_not_modified_for_ever_is_asked_for_the_whole_in_time"),
    "18 raw headers": ("test_download", "test_an_answer_is_kept_byte_for_byte"),
    "20 odd statuses": ("test_download", "test_an_answer_is_kept_byte_for_byte"),
    "21 robots": ("test_crawl", "test_robots_is_obeyed_archived_and_told", "test_robots_that_fails_closes_the_site"),
    "22 one server, many names": ("test_download", "test_one_connection_and_a_pause_a_host_and_address"),
    "34 empty page": ("test_crawl", "test_a_list_without_rows_is_never_green"),
    "35 insertion at the top": ("test_frontier", "test_of_a_long_list_only_the_top_is_read_again"),
    "36 backdated row": ("test_frontier", "test_a_backdated_row_far_down_is_found_at_once_where_the_list_tells_its_rows",
                         "test_a_backdated_row_is_found_by_the_deep_sweep_where_the_list_tells_nothing"),
    "37 pinned rows": ("test_frontier", "test_pinned_rows_do_not_stop_the_reading_early"),
    "38 repeated pages": ("test_traps", "test_a_list_without_end_is_left_and_told"),
    "39 totals disagree": ("test_crawl", "test_a_list_that_shows_fewer_rows_than_it_tells_is_never_green"),
    "40 traps": ("test_traps", "test_a_list_without_end_is_left_and_told"),
    "43 a part fails": ("test_frontier", "test_a_frontier_after_failures_and_revisits_is_rebuilt_too"),
    "44 kill": ("test_kills", "test_kills_at_random_instants_lose_nothing"),
    "45 kill and resume": ("test_kills", "test_two_hundred_kills_of_a_crawl_of_four_thousand_pages_lose_nothing"),
    "46 kill between record and row": ("test_frontier", "test_answers_nobody_counted_are_taken_in_at_the_next_start"),
    "47 lost writes": ("test_disk", "test_nothing_counts_before_it_is_on_the_disk", "test_a_fault_at_every_touch_of_the_disk"),
    "48 stop": ("test_crawl", "test_a_request_to_stop_ends_cleanly_and_the_next_run_goes_on"),
    "49 disk full": ("test_disk", "test_a_disk_that_really_fills", "test_low_water_stops_the_run_before_the_disk_is_full"),
    "50 EIO and the like": ("test_disk", "test_every_kind_of_refusal_stops_the_run_and_names_the_file"),
    "53 cut file": ("test_frontier", "test_a_file_cut_in_the_middle_is_repaired_and_its_rest_fetched_again"),
    "54 lost database": ("test_frontier", "test_a_deleted_frontier_is_rebuilt_from_the_warc_files"),
    "57 two at once": ("test_crawl", "test_two_crawls_of_one_site_do_not_meet"),
    "75 forged requests": ("test_download", "test_what_cannot_or_may_not_be_asked_for_has_its_reason",
                           "test_a_private_address_needs_the_sites_word"),
}


def found_in(name):
    spec = importlib.util.spec_from_file_location(f"catalogued_{name}", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)


@pytest.mark.parametrize("fault", COVERED)
def test_a_fault_of_the_catalogue_has_its_test(fault):
    name, *wanted = COVERED[fault]
    there = found_in(name)
    assert [test for test in wanted if not callable(there.get(test))] == []
