"""Who may open what: every route, its methods, and who gets past the door.

A new route needs a line here; a line without a route fails too. `tests/maatje/test_access_table.py` walks it with
real requests. Those not named are refused: anonymous people (and ended accounts) are asked to sign in, the others
get 403. `everybody` needs no sign-in; `signed-in` is every role.

The second table says what to fill in where an address has an argument, and whether the row is somebody's (then a
colleague from another region, another school or another volunteer must not find it: 404).
"""

from maatje.access import Role
from maatje.notifications.models import LetterState
from tests.factories import (
    make_administrator,
    make_concern,
    make_coordinator,
    make_country_round,
    make_letter,
    make_pairing,
    make_postcode,
    make_programme,
    make_proposal,
    make_pupil,
    make_region,
    make_report,
    make_request,
    make_round,
    make_school,
    make_school_contact,
    make_session,
    make_subject,
    make_upload,
    make_user,
    make_volunteer,
)

TABLE = """
accounts.accept_invitation                 GET POST  everybody
accounts.change_password                   GET POST  signed-in
accounts.begin_second_step                 POST      signed-in
accounts.confirm_identity                  GET POST  signed-in
accounts.deactivate_user                   POST      administrator
accounts.download_recovery_codes           POST      signed-in
accounts.end_other_sessions                POST      signed-in
accounts.end_session                       POST      signed-in
accounts.end_sessions                      POST      administrator
accounts.enter_code                        GET POST  everybody
accounts.forgotten_password                GET POST  everybody
accounts.invite_again                      POST      administrator
accounts.list_sessions                     GET       signed-in
accounts.list_users                        GET POST  administrator
accounts.make_recovery_codes               POST      signed-in
accounts.my_details                        GET POST  signed-in
accounts.reactivate_user                   POST      administrator
accounts.remove_second_step                POST      signed-in
accounts.renew_invitation                  POST      everybody
accounts.reset_password                    GET POST  everybody
accounts.reset_second_step                 GET POST  administrator
accounts.set_up_second_step                GET POST  signed-in
accounts.show_second_step                  GET       signed-in
accounts.show_user                         GET       administrator
accounts.sign_in                           GET POST  everybody
accounts.sign_out                          POST      signed-in

audit.list_events                          GET       coordinator administrator

country_rounds.show_country_fairness       GET       administrator
country_rounds.show_country_progress       GET       administrator
country_rounds.show_country_radar          GET       administrator
country_rounds.show_country_round          GET       administrator
country_rounds.start_country_round         GET POST  administrator

home.front_page                            GET       everybody
home.health                                GET       everybody
home.privacy                               GET       everybody
home.accessibility                         GET       everybody
home.overview                              GET       signed-in

lists.discard_list                         POST      school coordinator
lists.download_bad_rows                    GET       school coordinator
lists.download_template                    GET       school coordinator
lists.enter_list                           POST      school coordinator
lists.show_list                            GET       school coordinator
lists.upload_list                          GET POST  school coordinator

notifications.list_deliveries              GET       coordinator administrator
notifications.mark_all_read                POST      signed-in
notifications.mark_letter_read             POST      signed-in
notifications.my_letters                   GET       signed-in
notifications.send_again                   POST      coordinator administrator

pairings.agree_to_contact_rules            POST      volunteer
pairings.answer_offer                      GET POST  everybody
pairings.answer_own_offer                  POST      volunteer
pairings.block_contact                     POST      coordinator
pairings.confirm_handover                  GET POST  everybody
pairings.decline_handover                 POST      school coordinator
pairings.end_own_pairing                   POST      volunteer
pairings.end_pairing                       POST      school coordinator
pairings.extend_deadline                   POST      coordinator
pairings.family_calendar                   GET       everybody
pairings.family_pairing                    GET POST  everybody
pairings.hand_over                         POST      school coordinator
pairings.lift_block                        POST      coordinator
pairings.list_pairings                     GET       school coordinator
pairings.my_calendar                       GET       volunteer
pairings.my_pairing                        GET       volunteer
pairings.pairing_calendar                  GET       school coordinator
pairings.pause_own_pairing                 POST      volunteer
pairings.pause_pairing                     POST      school coordinator
pairings.resume_own_pairing                POST      volunteer
pairings.resume_pairing                    POST      school coordinator
pairings.show_pairing                      GET       school coordinator

privacy.download_my_data                   GET       signed-in
privacy.download_pupil                     GET       school coordinator
privacy.download_pupils                    GET       school coordinator
privacy.erase_myself                       GET POST  signed-in
privacy.erase_pupil                        GET POST  school coordinator
privacy.erase_volunteer                    GET POST  coordinator
privacy.lift_restriction                   POST      school coordinator
privacy.restrict_pupil                     POST      school coordinator
privacy.show_my_data                       GET       signed-in

programmes.create_programme                GET POST  administrator
programmes.create_subject                  GET POST  administrator
programmes.edit_programme                  GET POST  administrator
programmes.edit_subject                    GET POST  administrator
programmes.list_programmes                 GET       administrator
programmes.list_subjects                   GET       administrator

regions.close_region                       POST      administrator
regions.create_region                      GET POST  administrator
regions.download_postcodes                 GET       administrator
regions.edit_region                        GET POST  administrator
regions.import_postcodes                   GET POST  administrator
regions.list_regions                       GET       administrator
regions.open_region                        POST      administrator
regions.show_postcode                      GET       everybody

requests.accept_request                    POST      coordinator
requests.accept_requests                   POST      coordinator
requests.answer_consent                    GET POST  everybody
requests.ask_for_help                      GET POST  everybody
requests.begin_help                        GET POST  everybody
requests.begin_nomination                  GET POST  school coordinator
requests.change_urgency                    POST      coordinator
requests.edit_pupil                        GET POST  school coordinator
requests.edit_wish                         GET POST  school coordinator
requests.family_request                    GET POST  everybody
requests.help_asked                        GET       everybody
requests.hold_request                      POST      coordinator
requests.list_pupils                       GET POST  school coordinator
requests.list_requests                     GET       coordinator
requests.nominate_pupil                    GET POST  school coordinator
requests.record_consent                    GET POST  school coordinator
requests.refer_request                     POST      coordinator
requests.report_unsafe_home                GET POST  school coordinator
requests.send_help_link_again              GET POST  everybody
requests.show_contact                      GET       school coordinator
requests.show_pupil                        GET       school coordinator
requests.show_request                      GET       coordinator
requests.withdraw_consent                  GET POST  school coordinator
requests.withdraw_request                  GET POST  school coordinator

requests_admin.list_requests               GET       administrator
requests_admin.open_pupil                  GET POST  administrator
requests_admin.show_opened_pupil           GET       administrator

retention.edit_terms                       GET POST  administrator
retention.list_nights                      GET       administrator

rounds.approve_proposal                    POST      coordinator
rounds.approve_proposals                   POST      coordinator
rounds.choose_volunteer                    POST      coordinator
rounds.forbid_pair                         POST      coordinator
rounds.keep_proposal                       POST      coordinator
rounds.let_go_of_proposal                  POST      coordinator
rounds.reject_proposal                     POST      coordinator
rounds.review_proposal                     GET       coordinator
rounds.review_proposals                    GET       coordinator
rounds.show_fairness                       GET       coordinator
rounds.show_progress                       GET       coordinator
rounds.show_radar                          GET       coordinator
rounds.show_round                          GET       coordinator
rounds.start_round                         GET POST  coordinator

safety.close_concern                       POST      school coordinator
safety.decide_report                       POST      coordinator
safety.list_safety                         GET       school coordinator
safety.note_call                           POST      school coordinator
safety.raise_concern                       GET POST  school coordinator
safety.raise_own_concern                   GET POST  volunteer
safety.report_as_family                    GET POST  everybody
safety.report_volunteer                    GET POST  school coordinator
safety.reported                            GET       everybody
safety.show_concern                        GET       school coordinator
safety.show_report                         GET       coordinator

schools.add_school                         GET POST  coordinator
schools.deactivate_contact                 POST      coordinator
schools.invite_again                       POST      coordinator
schools.invite_contact                     GET POST  coordinator
schools.list_schools                       GET       coordinator
schools.show_school                        GET       coordinator

schools_admin.close_school                 POST      administrator
schools_admin.create_school                GET POST  administrator
schools_admin.edit_school                  GET POST  administrator
schools_admin.list_schools                 GET       administrator
schools_admin.open_school                  POST      administrator

staff.deactivate_person                    POST      administrator
staff.edit_administrator                   GET POST  administrator
staff.edit_coordinator                     GET POST  administrator
staff.invite_administrator                 GET POST  administrator
staff.invite_again                         POST      administrator
staff.invite_coordinator                   GET POST  administrator
staff.list_staff                           GET       administrator
staff.reactivate_person                    POST      administrator

volunteers.activate_volunteer              POST      coordinator
volunteers.agree_to_rules                  GET POST  volunteer
volunteers.ask_to_confirm_again            POST      coordinator
volunteers.check_sign_up                   GET POST  everybody
volunteers.code_of_conduct                 GET       everybody
volunteers.edit_my_page                    GET POST  volunteer
volunteers.edit_volunteer                  GET POST  coordinator
volunteers.enter_volunteer                 GET POST  coordinator
volunteers.list_lapsing                    GET       coordinator
volunteers.list_volunteers                 GET POST  coordinator
volunteers.my_page                         GET       volunteer
volunteers.pause_myself                    POST      volunteer
volunteers.pause_volunteer                 POST      coordinator
volunteers.reject_volunteer                GET POST  coordinator
volunteers.resume_myself                   POST      volunteer
volunteers.resume_volunteer                POST      coordinator
volunteers.screen_volunteer                GET POST  coordinator
volunteers.send_link_again                 GET POST  everybody
volunteers.sign_up_step                    GET POST  everybody
volunteers.signed_up                       GET       everybody
volunteers.start_intake                    POST      coordinator
volunteers.start_sign_up                   GET       everybody
volunteers.stop_myself                     GET POST  volunteer
volunteers.stop_volunteer                  POST      coordinator
volunteers.suggest_region                  GET       everybody
volunteers.verify_volunteer                GET POST  everybody
"""


class World:
    """One region with one of everything, and the people in it by role."""

    def __init__(self, region=None):
        self.region = region or make_region()
        self.school = make_school(self.region)
        self.people = {
            "volunteer": make_user(Role.VOLUNTEER),
            "school": make_school_contact(self.school),
            "coordinator": make_coordinator(self.region),
            "administrator": make_administrator(),
        }
        self.volunteer = make_volunteer(self.region, user=self.people["volunteer"])

    def pupil(self):
        return make_pupil(self.school)

    def pairing(self):
        """One more of the volunteer's; by now there are more of them than anybody has places."""
        self.volunteer.places_taken = 0
        return make_pairing(make_request(self.pupil()), self.volunteer)


# argument of an address: the row in this world that it names
OWNED = {
    "concern_id": lambda world: make_concern(world.pairing()).id,
    "letter_id": lambda world: make_letter(world.volunteer.user, region=world.region, state=LetterState.FAILED).id,
    "pairing_id": lambda world: world.pairing().id,
    "proposal_id": lambda world: make_proposal(None, make_request(world.pupil()), world.volunteer).id,
    "pupil_id": lambda world: world.pupil().id,
    "report_id": lambda world: make_report(world.pairing()).id,
    "request_id": lambda world: make_request(world.pupil()).id,
    "round_id": lambda world: make_round(world.region).id,
    "session_id": lambda world: make_session(world.volunteer.user).id,
    "upload_id": lambda world: make_upload(world.people["school"]).id,
    "volunteer_id": lambda world: world.volunteer.id,
}
NOBODYS = {
    "country_round_id": lambda world: make_country_round().id,
    "extension": lambda world: "csv",
    "kind_key": lambda world: "leerlingen",
    "name": lambda world: "waar",
    "pc4": lambda world: make_postcode().pc4,
    "programme_id": lambda world: make_programme().id,
    "region_id": lambda world: world.region.id,
    "school_id": lambda world: world.school.id,
    "subject_id": lambda world: make_subject().id,
    "token": lambda world: "no-token-of-ours",
    "user_id": lambda world: make_user().id,
}


def address_in(world, rule):
    """The rule's address, filled in with rows of this world; a file's, with any name."""
    values = {name: (OWNED | NOBODYS).get(name, _any_file)(world) for name in sorted(rule.arguments)}
    return rule.build(values)[1]


def _any_file(world):
    return "maatje.css"
